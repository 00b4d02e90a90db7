import { make } from './frame';
import type { OpenSurface } from './protocol';

/** The dialog's style: `width` × `height` is the bank's page, and a window without room for that is filled. */
function style(width: number, height: number): string {
  return `dialog{padding:0;border:0;border-radius:12px;overflow:hidden}
dialog::backdrop{background:#0009}
header{display:flex;align-items:center;font:600 16px system-ui}
span{flex:1;padding:0 16px}
button{width:48px;height:48px;border:0;background:none;color:inherit;font-size:24px}
button::before{content:'\\d7'}
iframe{width:${width}px;height:${height}px}
@media(max-width:${(width || 99999) + 40}px),(max-height:${height + 90}px){dialog{box-sizing:border-box;width:100%;height:100%;max-width:none;max-height:none;border-radius:0;padding:env(safe-area-inset-top) 0 env(safe-area-inset-bottom)}iframe{width:100%;height:calc(100% - 48px)}}`;
}

/**
 * Shows a frame in a modal dialog, in the top layer: above whatever the merchant's page shows, its own dialogs
 * included. The browser keeps the focus in it and gives it back afterwards.
 *
 * @param closed called when the customer closes it; not when `signal` does
 */
export function showDialog(
  frame: HTMLIFrameElement,
  { width, height, title, closeLabel }: OpenSurface,
  signal: AbortSignal,
  closed: () => void,
): HTMLDialogElement {
  const host = make('div', 'display:contents');
  // Open, so that assistive tools and the merchant's tests can look in; there is nothing to hide but the frame.
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style(width, height));
  root.adoptedStyleSheets = [sheet];

  const dialog = make('dialog');
  const close = make('button', '', { type: 'button', onclick: () => dialog.close() });
  const header = make('header', '', { dir: 'auto' });
  dialog.setAttribute('aria-label', title);
  close.setAttribute('aria-label', closeLabel);
  header.append(make('span', '', { textContent: title }), close);
  dialog.append(header, frame);
  root.append(dialog);
  document.body.append(host);

  // An Escape that closes this dialog must not close one of the merchant's as well.
  host.onkeydown = (event) => event.stopPropagation();
  dialog.addEventListener('close', closed, { signal });
  signal.addEventListener('abort', () => {
    dialog.close();
    host.remove();
  });
  dialog.showModal();
  // Not on the close button, where one Enter too many would cancel the payment.
  frame.focus();
  return dialog;
}
