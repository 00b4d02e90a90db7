// The page that the engine lives in, on the provider's origin: `isolation: 'frame'`.

import { loadEngine } from './engine';
import { connect } from './handshake';

// The scheme of the place that the form stands in. Another one would give this frame an opaque background.
document.documentElement.style.colorScheme = new URLSearchParams(location.hash.slice(1)).get('scheme') ?? 'light';

// Both at once: the loader may take as long to answer as the engine to load.
const start = loadEngine(new URL('.', location.href).href, true);
connect().then((port) => start(port, document.getElementById('root')), (reason) => console.error(reason));
