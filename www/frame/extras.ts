import init, { draw } from 'tillkit-qr';
import { loadAsset } from './asset';
import { isIntact, mismatch } from './integrity';
import { compile } from './wasm';

/** Set by the build: what stands in the names of marks and bank lists. */
declare const TILLKIT_METHOD_FILES_HASH: string;
/** Set by the build: each bank list's hash, `sha384-…`. */
declare const TILLKIT_BANKS_INTEGRITY: Record<string, string>;
/** Set by the build: the name of the wasm file that draws QR codes. */
declare const TILLKIT_QR: string;
/** Set by the build: its hash, `sha384-…`. */
declare const TILLKIT_QR_INTEGRITY: string;

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
