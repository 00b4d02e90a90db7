// The page between the loader and a page of the bank's. It is here so that a merchant's Content-Security-Policy
// need not list the world's banks: `frame-src` only governs a document's own frames.

import { isOpenable } from '../sdk/address';
import type { FromSurface, Returned, ToSurface } from '../sdk/handshake';
import { connect } from './handshake';

function open(port: MessagePort, { url, title, focus }: ToSurface['load']): void {
  const tell = (message: FromSurface): void => port.postMessage(message);
  if (!isOpenable(url)) return tell('failed');

  const loading = document.getElementById('loading');
  const frame = document.createElement('iframe');
  frame.title = title;
  frame.allow = 'payment *; publickey-credentials-get *';
  frame.referrerPolicy = 'no-referrer';
  frame.addEventListener('load', () => {
    loading?.remove();
    // A screen reader and a keyboard start in the bank's page, unless the customer has gone elsewhere meanwhile.
    if (focus && document.hasFocus()) frame.focus();
  }, { once: true });
  // The receiver stands before the page can say anything.
  addEventListener('message', ({ origin, source, data }: MessageEvent<Partial<Returned> | null>) => {
    if (origin === location.origin && source === frame.contentWindow && data?.tillkit === 'returned') tell('returned');
  });
  addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') tell('escape');
  });
  document.title = title;
  if (loading) loading.textContent = title;
  frame.src = url;
  document.body.append(frame);
}

connect().then((port) => {
  port.onmessage = ({ data }: MessageEvent<ToSurface>) => open(port, data.load);
}, (reason) => console.error(reason));
