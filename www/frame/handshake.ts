import type { Connect, Hello } from '../sdk/handshake';
import { PROTOCOL_VERSION } from '../sdk/protocol';

/**
 * Says hello to the loader in the page around this frame and waits for the port that it answers with.
 *
 * The fragment names the origin of that page. Any page may name itself there, and gets no more than a form of
 * its own; what matters is that nothing goes to, or is taken from, a page of another origin.
 *
 * @throws Error when this page is not in a frame, or its address names no origin
 */
export async function connect(): Promise<MessagePort> {
  const origin = new URLSearchParams(location.hash.slice(1)).get('origin') ?? '';
  // Refuses `*` and everything else that is not exactly one origin.
  if (window.parent === window || new URL(origin).origin !== origin) {
    throw new Error('Tillkit: this page only works in a frame that tillkit.js made');
  }
  return new Promise((resolve) => {
    const listen = ({ source, origin: from, data, ports }: MessageEvent<Partial<Connect> | null>): void => {
      const [port] = ports;
      if (source !== window.parent || from !== origin || data?.tillkit !== 'connect' || !port) return;
      if (data.version !== PROTOCOL_VERSION) return;
      removeEventListener('message', listen);
      resolve(port);
    };
    addEventListener('message', listen);
    const hello: Hello = { tillkit: 'hello', version: PROTOCOL_VERSION };
    window.parent.postMessage(hello, origin);
  });
}
