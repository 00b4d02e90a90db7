import { showDialog } from './dialog';
import { createFrame } from './frame';
import type { FromSurface, ToSurface } from './handshake';
import type { OpenSurface, SurfaceEvent, SurfaceReport } from './protocol';

const SURFACE_DEADLINE_MS = 15_000;

/**
 * On the screen and laid out, but neither seen, nor touched, nor read out: some device data collection does not
 * run in a frame without a layout.
 */
const HIDDEN = 'position:fixed;inset:0;width:10px;height:10px;opacity:0;pointer-events:none;z-index:-1';

/** The surfaces that one engine has open: hidden frames and dialogs. */
export type Surfaces = {
  open(surface: OpenSurface): void;
  close(surface: number): void;
  closeAll(): void;
};

/** Makes an engine's surfaces. They go away with `signal`. */
export function createSurfaces(base: string, signal: AbortSignal, report: (report: SurfaceReport) => void): Surfaces {
  const opened = new Map<number, AbortController>();
  const close = (surface: number): void => {
    opened.get(surface)?.abort();
    opened.delete(surface);
  };
  const closeAll = (): void => [...opened.keys()].forEach(close);
  signal.addEventListener('abort', closeAll);

  return {
    close,
    closeAll,
    open(options) {
      const { surface, hidden, url, title } = options;
      const controller = new AbortController();
      const tell = (event: SurfaceEvent): void => {
        if (event != 'returned') close(surface);
        report({ surface, event });
      };
      const failed = (): void => tell('failed');
      const { port1, port2 } = new MessageChannel();
      const deadline = setTimeout(failed, SURFACE_DEADLINE_MS);
      let far: MessagePort | undefined = port2;
      opened.set(surface, controller);
      controller.signal.addEventListener('abort', () => {
        clearTimeout(deadline);
        port1.close();
      });
      port1.onmessage = ({ data }: MessageEvent<FromSurface>) => tell(data == 'escape' ? 'closed' : data);
      const load: ToSurface = { load: { url, title, focus: !hidden } };
      port1.postMessage(load);

      try {
        const frame = createFrame(base, 'surface.html', hidden ? HIDDEN : '', title, controller.signal, () => {
          const first = far;
          clearTimeout(deadline);
          far = undefined;
          return first;
        }, failed);
        if (hidden) {
          frame.setAttribute('aria-hidden', 'true');
          frame.tabIndex = -1;
          document.body.append(frame);
        } else {
          showDialog(frame, options, controller.signal, () => tell('closed'));
        }
      } catch {
        // A browser without one of the parts: the engine knows how to go on without a surface.
        failed();
      }
    },
  };
}
