// Appearances to begin with, each showing another part of what there is.

import type { Appearance } from '../sdk/types';

/** An appearance, and a name for it. */
export interface Preset {
  name: string;
  appearance: Appearance;
}

export const PRESETS: Preset[] = [
  { name: 'Automatic', appearance: { theme: 'auto' } },
  { name: 'Light', appearance: { theme: 'light', variables: { colorPrimary: '#0f766e' } } },
  { name: 'Dark', appearance: { theme: 'dark' } },
  {
    name: 'Flat',
    appearance: { theme: 'flat', labels: 'floating', variables: { colorPrimary: '#0f766e', borderRadius: '4px' } },
  },
  {
    name: 'Condensed',
    appearance: { theme: 'light', inputs: 'condensed', variables: { colorPrimary: '#6d28d9', borderRadius: '12px' } },
  },
  {
    name: 'Editorial',
    appearance: {
      theme: 'none',
      variables: { colorPrimary: 'light-dark(#8a3b1c, #f0b090)', fontFamily: 'Georgia, serif' },
      rules: { '.Label': { fontWeight: '600' }, '.Tab--selected': { backgroundColor: 'light-dark(#f6ece6, #33251d)' } },
    },
  },
];
