// Appearances to begin with, each showing another part of what there is.

/** An appearance in the shape of `elements({ appearance })`, and a name for it. */
export interface Preset {
  name: string;
  appearance: { theme: string; [member: string]: unknown };
}

export const PRESETS: Preset[] = [
  { name: 'Automatic', appearance: { theme: 'auto' } },
  { name: 'Dark', appearance: { theme: 'dark' } },
  {
    name: 'Flat',
    appearance: { theme: 'flat', labels: 'floating', variables: { colorPrimary: '#0f766e', borderRadius: '4px' } },
  },
  {
    name: 'Condensed',
    appearance: { theme: 'light', labels: 'floating', inputs: 'condensed', variables: { colorPrimary: '#6d28d9', borderRadius: '12px' } },
  },
  {
    name: 'Editorial',
    appearance: {
      theme: 'none',
      variables: { colorPrimary: '#8a3b1c', colorText: '#2b231e', fontFamily: 'Georgia, serif', borderRadius: '0px' },
      rules: { '.Label': { fontWeight: '600' }, '.Tab--selected': { backgroundColor: '#f6ece6' } },
    },
  },
];
