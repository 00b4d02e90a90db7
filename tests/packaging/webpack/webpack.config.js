import { fileURLToPath } from 'node:url';

export default {
  mode: 'production',
  entry: { checkout: './src/checkout.js', inline: './src/inline.js' },
  output: { path: fileURLToPath(new URL('dist', import.meta.url)), clean: true },
};
