import { clearAttempt, saveAttempt } from './attempt';
import { problem } from './error';
import { createFrame, make, watchPolicy } from './frame';
import { warnOnce } from './notice';
import type { Settings } from './options';
import type { Call, CallResult, ConfirmCall, ErrorObject, FromEngine, Init, SecretCall, ToEngine } from './protocol';
import { createSurfaces } from './surface';

const LOAD_DEADLINE_MS = 30_000;

/** The room that the form has until it says how much it needs. */
const FIRST_HEIGHT = '220px';

/** The end of a call whose engine was lost on the way. */
export const interrupted = problem('payment_interrupted',
  'The payment form was loaded anew: call resume()', null, 'check_intent_first', 'api_error');

let frames = 0;

type Tagged = Exclude<FromEngine, string>;
type Tag = Tagged extends infer M ? (M extends M ? keyof M : never) : never;
type Body<T> = Extract<Tagged, Record<T & string, unknown>> extends infer M ? M[keyof M] : never;

/** What the engine itself does with some of the messages. */
type Own = { [T in Tag]?: (body: Body<T>) => void } & { ready(): void; clearAttempt(): void };

/** What an engine tells its owner: the protocol's other messages, and two of the loader's own. */
export type EngineEvent =
  | [tag: 'ready' | 'focus' | 'blur' | 'escape' | 'submit', body: undefined]
  | { [T in 'change' | 'navigate' | 'actionStart' | 'actionEnd']: [tag: T, body: Body<T>] }[
    'change' | 'navigate' | 'actionStart' | 'actionEnd']
  /** The frame was loaded anew: what was typed is gone. */
  | [tag: 'restarted', body: undefined]
  /** The engine could not be loaded, and is gone. */
  | [tag: 'loaderror', body: { error: ErrorObject }];

/** The messages that are answered. */
type Calls = {
  submit: Call;
  confirm: ConfirmCall;
  resume: SecretCall;
  handleNextAction: SecretCall;
  retrieve: SecretCall;
};

/** A running engine, wherever it lives. */
export type Engine = {
  /** What stands in the container. */
  host: HTMLElement;
  post(message: ToEngine): void;
  /** Makes a call. It waits for the engine to load, and always has a result. */
  call<K extends keyof Calls>(tag: K, body: Omit<Calls[K], 'id'>): Promise<CallResult>;
  /** Settles every call that has no result yet. */
  settle(error: ErrorObject): void;
  /** Ends the engine, its surfaces and its calls. */
  end(error: ErrorObject): void;
};

/**
 * Starts an engine in `parent`. Nothing waits for it to load: what is posted before is read in its turn.
 *
 * @param init read again when the frame is loaded anew, so keep its `form` up to date
 */
export function createEngine(
  { base, inline }: Settings,
  init: Init,
  parent: Element,
  tell: (...event: EngineEvent) => void,
): Engine {
  const controller = new AbortController();
  const { signal } = controller;
  const calls = new Map<number, { tag: keyof Calls; body: object; settle: (result: CallResult) => void }>();
  let lastCall = 0;
  let failure: ErrorObject | undefined;
  let port: MessagePort;
  let far: MessagePort | undefined;
  let deadline: ReturnType<typeof setTimeout>;

  const post = (message: ToEngine): void => port.postMessage(message);
  const postCall = (id: number): void => {
    const { tag, body } = calls.get(id)!;
    post({ [tag]: { id, ...body } } as ToEngine);
  };
  const answer = (result: CallResult): void => {
    calls.get(result.id)?.settle(result);
    calls.delete(result.id);
  };
  const refused = (id: number, error: ErrorObject): CallResult => ({ id, paymentIntent: null, error });
  const settle = (error: ErrorObject): void => [...calls.keys()].forEach((id) => answer(refused(id, error)));
  const end = (error: ErrorObject): void => {
    if (failure) return;
    failure = error;
    post('destroy');
    controller.abort();
    clearTimeout(deadline);
    port.close();
    host.remove();
    settle(error);
  };
  const fail = (error: ErrorObject): void => {
    if (failure) return;
    end(error);
    console.error(`Tillkit: ${error.message} (${error.code})`);
    tell('loaderror', { error });
  };
  const loadFailed = (): void => fail(problem('load_failed',
    `The payment form did not load from ${base}: check assetsBase, blocked requests, and that the container is in the page`,
    'assetsBase', 'safe', 'api_connection_error'));

  const surfaces = createSurfaces(base, signal, (surface) => post({ surface }));
  const own: Own = {
    ready() {
      clearTimeout(deadline);
      tell('ready', undefined);
    },
    loadError: fail,
    resize({ height }) {
      if (inline) host.style.minHeight = '';
      else host.style.height = height + 'px';
    },
    result: answer,
    openSurface: surfaces.open,
    closeSurface: ({ surface }) => surfaces.close(surface),
    saveAttempt,
    clearAttempt,
  };
  const connect = (): void => {
    const channel = new MessageChannel();
    port = channel.port1;
    far = channel.port2;
    port.onmessage = ({ data }: MessageEvent<FromEngine>) => {
      const [tag, body] = typeof data == 'string' ? [data] : Object.entries(data)[0]!;
      if (tag in own) (own[tag as keyof Own] as (body: unknown) => void)(body);
      else tell(...[tag, body] as EngineEvent);
    };
    post({ init });
    deadline = setTimeout(loadFailed, LOAD_DEADLINE_MS);
  };
  const reconnect = (): void => {
    clearTimeout(deadline);
    port.close();
    surfaces.closeAll();
    connect();
    for (const [id, { tag }] of [...calls]) {
      // What these two did so far went with the old engine.
      if (tag == 'confirm' || tag == 'handleNextAction') {
        answer(refused(id, interrupted));
      } else {
        postCall(id);
      }
    }
    tell('restarted', undefined);
  };
  const handOver = (): MessagePort => {
    if (!far) reconnect();
    const handed = far as MessagePort;
    far = undefined;
    return handed;
  };

  const { form } = init;
  let host: HTMLElement;
  connect();
  if (inline) {
    const url = base + 'inline.js';
    host = make('div', form ? 'min-height:' + FIRST_HEIGHT : 'display:none');
    // Open, so that password managers, assistive tools and the merchant's tests can look in. In this mode the
    // merchant's scripts share the page with the card data whatever the shadow root's mode.
    const root = form && host.attachShadow({ mode: 'open' });
    watchPolicy(url, signal, fail);
    warnOnce("isolation 'inline' puts the card fields into this page: PCI SAQ A-EP applies");
    import(url).then(({ startEngine }) => signal.aborted || startEngine(handOver(), root, base)).catch(loadFailed);
  } else {
    host = createFrame(base, 'frame.html', form ? 'width:100%;height:' + FIRST_HEIGHT : 'display:none', 'Secure payment form', signal, handOver, fail);
    // Documented, so that the merchant's tests can find it.
    (host as HTMLIFrameElement).name = 'tillkit-frame-' + ++frames;
  }
  parent.append(host);

  return {
    host,
    post,
    settle,
    end,
    call: (tag, body) => new Promise((settle) => {
      if (failure) return settle(refused(0, failure));
      calls.set(++lastCall, { tag, body, settle });
      postCall(lastCall);
    }),
  };
}
