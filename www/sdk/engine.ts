import { clearAttempt } from './attempt';
import { importEngine } from './engine_module';
import { problem } from './error';
import { firstHeight } from './form';
import { createFrame, make, watchPolicy } from './frame';
import type { ToFrame } from './look';
import { notes } from './notice';
import type { Settings } from './options';
import type { Call, CallResult, ConfirmCall, ErrorObject, FromEngine, Init, SecretCall, ToEngine } from './protocol';
import { createSurfaces } from './surface';

const LOAD_DEADLINE_MS = 30_000;

/** How long after a frame's `load` its hello may take; in a page of ours it comes before. */
const HELLO_DEADLINE_MS = 3_000;

/** How often an engine with calls under way is asked whether it lives; three silences, and it is replaced. */
const PING_MS = 5_000;
const MOST_SILENCES = 3;

const MOST_RESTARTS = 3;

/** The end of a call whose engine was lost on the way. */
export const interrupted = problem('payment_interrupted',
  'The form was loaded anew: call resume()', null, 'check_intent_first', 'api_error');

let frames = 0;

/**
 * How many engines broke down in this page, or did not come: a panicked instance is of no more use, and a module has but
 * one; and Firefox does not import again what did not come.
 */
let crashes = 0;

type Tagged = Exclude<FromEngine, string>;
type Tag = Tagged extends infer M ? (M extends M ? keyof M : never) : never;
type Body<T> = Extract<Tagged, Record<T & string, unknown>> extends infer M ? M[keyof M] : never;

/** What the engine itself does with some of the messages. */
type Own = { [T in Tag]?: (body: Body<T>) => void } & Record<'ready' | 'pong' | 'crashed', () => void>;

/** What an engine tells its owner: the protocol's other messages, and two of the loader's own. */
export type EngineEvent =
  | [tag: 'ready' | 'focus' | 'blur' | 'escape' | 'submit', body: undefined]
  | { [T in 'change' | 'navigate' | 'actionStart' | 'actionEnd' | 'savedPaymentMethodRemove']: [tag: T, body: Body<T>] }[
    'change' | 'navigate' | 'actionStart' | 'actionEnd' | 'savedPaymentMethodRemove']
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
  post(message: ToEngine | ToFrame): void;
  /** Makes a call. It waits for the engine to load, and always has a result. */
  call<K extends keyof Calls>(tag: K, body: Omit<Calls[K], 'id'>): Promise<CallResult>;
  /** Ends the engine, its surfaces and its calls. */
  end(error: ErrorObject): void;
};

/**
 * Starts an engine in `parent`. Nothing waits for it to load: what is posted before is read in its turn.
 *
 * @param init read again when the frame is loaded anew, so keep its `form` up to date
 */
export function createEngine(
  { base, inline, engine }: Settings,
  init: Init,
  parent: Element,
  tell: (...event: EngineEvent) => void,
): Engine {
  const controller = new AbortController();
  const { signal } = controller;
  const calls = new Map<number, { tag: keyof Calls | 'recover'; body: object; settle: (result: CallResult) => void }>();
  let lastCall = 0;
  let failure: ErrorObject | undefined;
  let port: MessagePort;
  let far: MessagePort | undefined;
  let deadline: ReturnType<typeof setTimeout>;
  let silences = 0;
  let restarts = 0;
  let alive = false;

  const tellNotes = (): void => {
    if (notes.length) port.postMessage({ notes: notes.splice(0) });
  };
  const post = (message: ToEngine | ToFrame): void => {
    port.postMessage(message);
    tellNotes();
  };
  const postCall = (id: number): void => {
    const { tag, body } = calls.get(id)!;
    post({ [tag]: { id, ...body } } as ToEngine);
  };
  const answer = (result: CallResult): void => {
    calls.get(result.id)?.settle(result);
    calls.delete(result.id);
  };
  const refused = (id: number, error: ErrorObject): CallResult => ({ id, paymentIntent: null, error });
  const end = (error: ErrorObject): void => {
    if (failure) return;
    failure = error;
    post('destroy');
    controller.abort();
    clearTimeout(deadline);
    clearInterval(pulse);
    port.close();
    host.remove();
    for (const id of calls.keys()) answer(refused(id, error));
  };
  const fail = (error: ErrorObject): void => {
    if (failure) return;
    end(error);
    console.error(`Tillkit: ${error.message} (${error.code})`);
    tell('loaderror', { error });
  };
  const loadFailed = (): void => fail(problem('load_failed',
    `The form did not load from ${base}: check assetsBase, frame-ancestors, blockers`,
    'assetsBase', 'safe', 'api_connection_error'));

  const within = (milliseconds = LOAD_DEADLINE_MS): void => {
    clearTimeout(deadline);
    deadline = setTimeout(loadFailed, milliseconds);
  };

  const surfaces = createSurfaces(base, signal, (surface) => post({ surface }));
  const own: Own = {
    ready() {
      alive = true;
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
    clearAttempt: ({ clientSecret }) => clearAttempt(clientSecret),
    pong() {},
    crashed: restart,
  };
  const connect = (): void => {
    alive = false;
    const channel = new MessageChannel();
    port = channel.port1;
    far = channel.port2;
    port.onmessage = ({ data }: MessageEvent<FromEngine>) => {
      silences = 0;
      // Of what came after `mount()`.
      tellNotes();
      const [tag, body] = typeof data == 'string' ? [data] : Object.entries(data)[0]!;
      if (tag in own) (own[tag as keyof Own] as (body: unknown) => void)(body);
      else tell(...[tag, body] as EngineEvent);
    };
    post({ init });
    within();
  };
  const reconnect = (): void => {
    port.close();
    surfaces.closeAll();
    connect();
    for (const [id, call] of calls) {
      // The card went with the old engine: what became of the attempt, only the gateway knows.
      if (call.tag == 'confirm') call.tag = 'recover';
      postCall(id);
    }
    tell('restarted', undefined);
  };
  const handOver = (): MessagePort => {
    if (!far) reconnect();
    within();
    const handed = far as MessagePort;
    far = undefined;
    return handed;
  };

  /** The engine is lost. Another takes its place, and finds out from the gateway what became of its calls. */
  function restart(): void {
    silences = 0;
    crashes++;
    if (++restarts > MOST_RESTARTS) return fail(problem('engine_crashed', 'The form broke down', null, 'check_intent_first', 'api_error'));
    begin();
  }
  const pulse = setInterval(() => {
    // Until it is ready, there is the other deadline.
    if (!calls.size || !alive) silences = 0;
    else if (++silences > MOST_SILENCES) restart();
    else post('ping');
  }, PING_MS);

  const { form } = init;
  let host: HTMLElement;
  let begin = (): void => parent.append(host);
  connect();
  if (inline) {
    const url = engine?.module ?? base + 'inline.js';
    host = make('div', form ? 'min-height:' + firstHeight(form) : 'display:none');
    // Open, so that password managers, assistive tools and the merchant's tests can look in. In this mode the
    // merchant's scripts share the page with the card data whatever the shadow root's mode.
    const root = form && host.attachShadow({ mode: 'open' });
    watchPolicy(url, signal, fail);
    const place = begin;
    begin = () => {
      place();
      importEngine(crashes ? `${url}?${crashes}` : url)
        .then(({ startEngine }) => signal.aborted || startEngine(handOver(), root, base, engine?.wasm)).catch(() => {
          crashes++;
          loadFailed();
        });
    };
  } else {
    host = createFrame(base, 'frame.html', form ? 'width:100%;height:' + firstHeight(form) : 'display:none', 'Secure payment form', signal, handOver, fail, parent);
    // Browsers tell no more of a page that is missing, out of reach or not to be framed than that something came.
    host.onload = () => far && within(HELLO_DEADLINE_MS);
    // Documented, so that the merchant's tests can find it.
    (host as HTMLIFrameElement).name = 'tillkit-frame-' + ++frames;
  }
  begin();
  // Back from the bank by the back button: the page goes on where it was, and the engine should know.
  addEventListener('pageshow', ({ persisted }) => persisted && post('navigationPrevented'), { signal });

  return {
    host,
    post,
    end,
    call: (tag, body) => new Promise((settle) => {
      if (failure) return settle(refused(0, failure));
      calls.set(++lastCall, { tag, body, settle });
      postCall(lastCall);
    }),
  };
}
