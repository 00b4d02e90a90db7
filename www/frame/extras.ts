import init, { draw } from 'tillkit-qr';
import { loadAsset } from './asset';
import { isIntact, mismatch } from './integrity';
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

/** Set by the build: the hash of the script that opens payment sheets, `sha384-…`. */
declare const TILLKIT_SHEETS_INTEGRITY: string;

/** The methods that have a payment sheet, and what browsers have that can open it. */
const INTERFACES: Record<string, string> = { apple_pay: 'ApplePaySession', google_pay: 'PaymentRequest' };

/** How long the form waits to learn which payment sheets there are. */
const SHEETS_DEADLINE_MS = 2_000;

/** A bank's identifier on the wire, and its name. */
type Bank = [string, string];

/** A drawn code: the width of its `viewBox`, and the `d` of the path in it. */
type Drawing = { side: number; path: string };

/**
 * What a payment method needs only once it is shown or chosen, loaded then and once a page. The engine
 * (`src/browser/extras.rs`) is the only one to call it, and only with names that it knows.
 */
export class Extras {
  private readonly lists = new Map<string, Promise<Bank[]>>();
  private drawing: Promise<unknown> | undefined;
  private finding: Promise<FindSheets> | undefined;

  /** @param base the folder of our assets */
  constructor(private readonly base: string) {}

  /** The address of a method's mark, an SVG of 38 × 24 pixels; `other` is the one for methods we do not know. */
  mark(kind: string): string {
    return this.file('marks', kind, 'svg');
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
    this.finding ??= this.loadSheets();
    this.finding.catch(() => { this.finding = undefined; });
    const found = this.finding.then((find) => find(this.base, known, { amount, currency })).catch(() => null);
    return Promise.race([found, new Promise<null>((resolve) => setTimeout(resolve, SHEETS_DEADLINE_MS, null))]);
  }

  /** By an element, since `import()` compares no hash. */
  private loadSheets(): Promise<FindSheets> {
    return new Promise((resolve, reject) => {
      const script = Object.assign(document.createElement('script'), {
        src: `${this.base}sheets.${TILLKIT_METHOD_FILES_HASH}.js`, integrity: TILLKIT_SHEETS_INTEGRITY, crossOrigin: 'anonymous', onerror: reject,
      });
      script.addEventListener('sheets', (event) => {
        script.remove();
        resolve((event as CustomEvent).detail);
      });
      document.head.append(script);
    });
  }

  private loadBanks(list: string): Promise<Bank[]> {
    const url = this.file('banks', list, 'json');
    const integrity = String(TILLKIT_BANKS_INTEGRITY[list]);
    return loadAsset(url, async (response) => {
      const bytes = await response.arrayBuffer();
      if (!(await isIntact(bytes, integrity))) throw mismatch(url, integrity);
      return JSON.parse(new TextDecoder().decode(bytes));
    });
  }

  private file(folder: string, name: string, ending: string): string {
    return `${this.base}${folder}/${name}.${TILLKIT_METHOD_FILES_HASH}.${ending}`;
  }
}
