// What a merchant's `appearance` may say: the one place that knows. `docs/appearance.md` is held to it by a test.

/** How a theme is begun, over the tokens of `www/frame/appearance/form.css`. Stripe's names stand beside ours. */
export const THEMES: Record<string, string> = {
  auto: '',
  light: 'color-scheme:light;',
  stripe: 'color-scheme:light;',
  dark: 'color-scheme:dark;',
  night: 'color-scheme:dark;',
  flat: '--tk-field:light-dark(#eef1f6,#262d3d);--tk-line:transparent;--tk-radius:6px;--tk-error-field:light-dark(#fdecec,#38202a);',
  none: '--tk-field:transparent;--tk-error-field:transparent;--tk-line:currentcolor;--tk-radius:0px;--tk-ring:none;--tk-outline:2px solid var(--tk-accent);',
};

/** What a theme needs beside tokens. */
export const THEME_RULES: Record<string, string> = {
  // Fields would not be seen on what is filled as they are.
  flat: '.tk-root .tk-item{background:none;border-color:light-dark(#d9dfe8,#3a435a)}',
};

/** Each variable: the token that it sets, and a property that takes the same values. */
export const VARIABLES: Record<string, [token: string, property: string]> = {
  colorPrimary: ['accent', 'color'],
  colorBackground: ['field', 'color'],
  colorText: ['text', 'color'],
  colorTextSecondary: ['soft', 'color'],
  colorTextPlaceholder: ['hint', 'color'],
  colorBorder: ['line', 'color'],
  colorDanger: ['error', 'color'],
  colorDangerBackground: ['error-field', 'color'],
  colorSuccess: ['success', 'color'],
  colorWarning: ['warning', 'color'],
  accessibleColorOnColorPrimary: ['on-accent', 'color'],
  buttonColorBackground: ['button', 'color'],
  buttonColorText: ['on-button', 'color'],
  buttonBorderRadius: ['button-radius', 'border-radius'],
  borderRadius: ['radius', 'border-radius'],
  fontFamily: ['font', 'font-family'],
  fontSizeBase: ['size', 'font-size'],
  fontSizeSm: ['small', 'font-size'],
  fontWeightNormal: ['weight', 'font-weight'],
  fontWeightMedium: ['medium', 'font-weight'],
  fontWeightBold: ['bold', 'font-weight'],
  fontLineHeight: ['leading', 'line-height'],
  spacingUnit: ['unit', 'padding-top'],
  gridRowSpacing: ['rows', 'padding-top'],
  gridColumnSpacing: ['columns', 'padding-top'],
  tabSpacing: ['tabs', 'padding-top'],
  accordionItemSpacing: ['items', 'padding-top'],
  pickerItemSpacing: ['others', 'padding-top'],
  focusBoxShadow: ['ring', 'box-shadow'],
  focusOutline: ['outline', 'outline'],
};

/** Stripe's older names for some of them. */
export const OLDER_NAMES: Record<string, string> = {
  colorPrimaryText: 'accessibleColorOnColorPrimary',
  spacingGridRow: 'gridRowSpacing',
  spacingGridColumn: 'gridColumnSpacing',
  spacingTab: 'tabSpacing',
  spacingAccordionItem: 'accordionItemSpacing',
};

/** Each selector of `rules`, and what it is in the form. */
export const SELECTORS: Record<string, string> = {
  '.Input': '.tk-input',
  '.Input--invalid': '.tk-input[aria-invalid=true]',
  '.Label': '.tk-label',
  '.Label--invalid': '.tk-field:has([aria-invalid=true]) .tk-label',
  '.Label--focused': '.tk-field:focus-within .tk-label',
  '.Error': '.tk-error',
  '.Tab': '.tk-tab',
  '.Tab--selected': '.tk-tab[aria-selected=true]',
  '.TabLabel': '.tk-tab .tk-method-name',
  '.TabLabel--selected': '.tk-tab[aria-selected=true] .tk-method-name',
  '.TabIcon': '.tk-tab .tk-method-mark',
  '.PickerItem': '.tk-other',
  '.AccordionItem': '.tk-accordion>.tk-item',
  '.AccordionItem--selected': '.tk-accordion>.tk-item[data-chosen]',
  '.Block': '.tk-saved>.tk-item',
  '.Block--selected': '.tk-saved>.tk-item[data-chosen]',
  '.RadioInput': '.tk-item-head input',
  '.Checkbox': '.tk-tick',
  '.CheckboxInput': '.tk-tick input',
  '.CheckboxLabel': '.tk-tick span',
  '.Link': '.tk-link:not([data-main])',
  '.Button': ':is(.tk-button,.tk-link[data-main])',
  '.Action': '.tk-copy',
  '.Text': '.tk-soft',
  '.TermsText': '.tk-ending',
  '.Alert': '.tk-alert[data-shown]',
};

/** What may follow any of them. */
export const STATES = [':hover', ':focus', ':focus-visible', ':active', ':disabled', ':autofill', '::placeholder', '::selection'];

const SIDES = ['Top', 'Right', 'Bottom', 'Left'];

/** The properties of `rules`. None of them can load anything, or put a field over another. */
export const PROPERTIES = [
  'accentColor', 'background', 'backgroundColor',
  'border', 'borderColor', 'borderStyle', 'borderWidth',
  ...SIDES.flatMap((side) => ['', 'Color', 'Style', 'Width'].map((part) => `border${side}${part}`)),
  'borderRadius', 'borderTopLeftRadius', 'borderTopRightRadius', 'borderBottomRightRadius', 'borderBottomLeftRadius',
  'boxShadow', 'color', 'fill',
  'fontFamily', 'fontSize', 'fontStyle', 'fontVariant', 'fontVariantNumeric', 'fontWeight', 'letterSpacing', 'lineHeight', 'wordSpacing',
  'margin', ...SIDES.map((side) => `margin${side}`),
  'minHeight', 'opacity',
  'outline', 'outlineColor', 'outlineOffset', 'outlineStyle', 'outlineWidth',
  'padding', ...SIDES.map((side) => `padding${side}`),
  'textAlign', 'textDecoration', 'textShadow', 'textTransform', 'textUnderlineOffset',
  'transition', 'caretColor',
  'MozOsxFontSmoothing', 'WebkitFontSmoothing', 'WebkitTextFillColor',
];

/** The functions that a value may call. */
export const FUNCTIONS = [
  'rgb', 'rgba', 'hsl', 'hsla', 'hwb', 'lab', 'lch', 'oklab', 'oklch', 'color', 'color-mix', 'light-dark', 'var',
  'calc', 'min', 'max', 'clamp', 'cubic-bezier', 'steps', 'linear-gradient', 'radial-gradient',
];

/** Where labels are. `auto` is Stripe's: floating where inputs are condensed. */
export const LABELS = ['auto', 'above', 'floating'];

/** Whether the fields of a group have room between them. */
export const INPUTS = ['spaced', 'condensed'];

/** The members of `appearance`. */
export const MEMBERS = ['theme', 'variables', 'rules', 'labels', 'inputs', 'disableAnimations'];
