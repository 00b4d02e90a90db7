import init, { draw } from 'tillkit-qr';
import { lookUp } from '../language';
import { loadAsset } from './asset';
import { isIntact, mismatch } from './integrity';
import { loadScript } from './script';
import type { FindSheets, Sheets } from './sheets';
import { compile } from './wasm';

/** Set by the build: what stands in the names of marks and bank lists. */
declare const TILLKIT_METHOD_FILES_HASH: string;
/** Set by the build: each bank list's hash, `sha384-…`. */
declare const TILLKIT_BANKS_INTEGRITY: Record<string, string>;
/** Set by the build: the name of the wasm file that draws QR codes. */
declare const TILLKIT_QR: string;
/** Set by the build: its hash, `sha384-…`. */
declare const TILLKIT_QR_INTEGRITY: string;

/** The methods that have a payment sheet, and what browsers have that can open it. */
const INTERFACES: Record<string, string> = { apple_pay: 'ApplePaySession', google_pay: 'PaymentRequest' };

/** Set by the build: the name of the list of languages. */
declare const TILLKIT_LOCALES: string;
/** Set by the build: its hash, `sha384-…`. */
declare const TILLKIT_LOCALES_INTEGRITY: string;

/** How long the form waits to learn which payment sheets there are, or for its texts. */
const DEADLINE_MS = 2_000;

/** What a promise comes to, or null when it fails or takes too long. */
function soon<T>(promise: Promise<T>): Promise<T | null> {
  return Promise.race([promise.catch(() => null), new Promise<null>((resolve) => setTimeout(resolve, DEADLINE_MS, null))]);
}

/** A bank's identifier on the wire, and its name. */
type Bank = [string, string];

/** A drawn code: the width of its `viewBox`, and the `d` of the path in it. */
type Drawing = { side: number; path: string };

const methodFile = (folder: string, name: string, ending: string): string =>
  `${folder}/${name}.${TILLKIT_METHOD_FILES_HASH}.${ending}`;

/**
 * What a payment method needs only once it is shown or chosen, and the texts of another language than English, loaded then
 * and once a page. The engine
 * (`src/browser/extras.rs`) is the only one to call it, and only with names that it knows.
 */
export class Extras {
  private readonly lists = new Map<string, Promise<Bank[]>>();
  private drawing: Promise<unknown> | undefined;

  /** @param base the folder of our assets */
  constructor(private readonly base: string) {}

  /** The address of a method's mark, an SVG of 38 × 24 pixels; `other` is the one for methods we do not know. */
  mark(kind: string): string {
    return this.base + methodFile('marks', kind, 'svg');
  }

  /**
   * A list of banks.
   *
   * @throws LoadError as a rejection; the next call tries again
   */
  banks(list: string): Promise<Bank[]> {
    let banks = this.lists.get(list);
    if (!banks) {
      banks = this.loadBanks(list);
      this.lists.set(list, banks);
      banks.catch(() => this.lists.delete(list));
    }
    return banks;
  }

  /**
   * Draws a QR code; null when the text is too long for one.
   *
   * @throws LoadError as a rejection, when the module that draws does not come; the next call tries again
   */
  async qr(text: string): Promise<Drawing | null> {
    this.drawing ??= compile(this.base + TILLKIT_QR, TILLKIT_QR_INTEGRITY).then(init);
    try {
      await this.drawing;
    } catch (reason) {
      this.drawing = undefined;
      throw reason;
    }
    const [side, path] = draw(text)?.split(/ (.*)/) ?? [];
    return side && path ? { side: Number(side), path } : null;
  }

  /**
   * The payment sheets that there are for a sum; null for none. Nothing is loaded where the browser knows of none.
   *
   * @param kinds type strings of methods, of any kind, with spaces between
   */
  async sheets(kinds: string, amount: string, currency: string): Promise<Sheets | null> {
    const known = kinds.split(' ').filter((kind) => (INTERFACES[kind] ?? '') in window);
    if (known.length === 0) return null;
    return soon(loadScript<FindSheets>(this.base, 'sheets').then((find) => find(this.base, known, { amount, currency })));
  }

  /** The texts in the language of a locale, one a line after the language's tag; null where there are none, or they do not come. */
  words(locale: string): Promise<string | null> {
    return soon(this.loadWords(locale));
  }

  private async loadWords(locale: string): Promise<string | null> {
    const index: Record<string, [string, string]> = JSON.parse(await this.load(TILLKIT_LOCALES, TILLKIT_LOCALES_INTEGRITY));
    const found = lookUp(locale, index);
    return found ? this.load(...found) : null;
  }

  private async loadBanks(list: string): Promise<Bank[]> {
    return JSON.parse(await this.load(methodFile('banks', list, 'json'), String(TILLKIT_BANKS_INTEGRITY[list])));
  }

  /** The text of a file that has this hash. */
  private load(name: string, integrity: string): Promise<string> {
    const url = this.base + name;
    return loadAsset(url, async (response) => {
      const bytes = await response.arrayBuffer();
      if (!(await isIntact(bytes, integrity))) throw mismatch(url, integrity);
      return new TextDecoder().decode(bytes);
    });
  }
}
