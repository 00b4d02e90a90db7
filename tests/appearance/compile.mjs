// What becomes of a merchant's `appearance`, without a browser.

import assert from 'node:assert/strict';

/** Takes any value but these words, and knows how to write on nothing but black. */
const BROWSER = {
  supports: (property, value) => value !== 'nonsense',
  writingOn: (color) => (color === 'black' ? '#fff' : undefined),
};

/** Values that would load something, run something or reach beyond their declaration. */
const DANGEROUS = [
  'url(https://shop.example/x.png)', 'URL("https://shop.example/x")', 'url (x)', 'image-set("x.png" 1x)', '-webkit-image-set("x" 1x)', 'image("x")',
  'cross-fade(url(x), red)', 'element(#x)', 'paint(x)', 'attr(value)', 'env(x)', 'expression(alert(1))', 'javascript:alert(1)', '@import "x"', 'red;color:blue',
  'red}.tk-input{color:blue', 'red{', '\\75rl(x)', 'u\\rl(x)', '/* */ red', 'red /*', '"open', "it's", 'calc(1px', 'calc(1px))', '<style>', 'red !important',
  'var(--tk-accent)', 'var(--colorPrimary, url(x))', 'var(--nothing)', 'x'.repeat(301),
];

export const compileCases = ({ compileAppearance, vocabulary: { SELECTORS, VARIABLES } }) => {
  const compile = (appearance) => compileAppearance(appearance, BROWSER);
  return [
    ['every variable sets its token', () => {
      for (const [name, [token]] of Object.entries(VARIABLES)) {
        const { css, refusals } = compile({ variables: { [name]: '7px' } });
        assert.deepEqual(refusals, [], name);
        assert.match(css, new RegExp(`^\\.tk-root\\.tk-root\\{[^}]*--tk-${token}:7px;`), name);
      }
    }],
    ['every selector has its part of the form', () => {
      for (const [name, part] of Object.entries(SELECTORS)) {
        const { css, refusals } = compile({ rules: { [name]: { color: 'red' }, [`${name}:hover`]: { color: 'blue' } } });
        assert.deepEqual(refusals, [], name);
        assert.ok(css.includes(`.tk-root ${part}{color:red}`), name);
        assert.ok(css.includes(`.tk-root ${part}:hover{color:blue}`), name);
      }
    }],
    ['nothing dangerous passes, in variables or in rules, and the rest is applied', () => {
      for (const value of DANGEROUS) {
        const { css, refusals } = compile({ variables: { fontFamily: value, borderRadius: '3px' }, rules: { '.Input': { boxShadow: value, color: 'red' } } });
        assert.deepEqual(refusals.map(({ at }) => at), ['appearance.variables.fontFamily', 'appearance.rules[".Input"].boxShadow'], value);
        assert.ok(css.includes('--tk-radius:3px;') && css.includes('.tk-root .tk-input{color:red}'), value);
        assert.doesNotMatch(css, /url|javascript|expression|@import|open|--tk-font:|box-shadow/, value);
      }
    }],
    ['names that are not listed are refused with those that are', () => {
      const { css, refusals } = compile({
        theme: 'dracula', colours: {}, variables: { colorPrimry: 'red', constructor: 'red' },
        rules: { '.Input': { position: 'fixed', content: '"x"' }, '.Input .Label': { color: 'red' }, 'input[value^="4"]': { color: 'red' }, '.Input:has(a)': { color: 'red' }, '.tk-input': {} },
      });
      assert.deepEqual(refusals.map(({ at, name }) => `${at} ${name}`), [
        'appearance colours', 'appearance.variables colorPrimry', 'appearance.variables constructor', 'appearance.theme undefined',
        'appearance.rules[".Input"] position', 'appearance.rules[".Input"] content', 'appearance.rules .Input .Label',
        'appearance.rules input[value^="4"]', 'appearance.rules .Input:has(a)', 'appearance.rules .tk-input',
      ]);
      assert.doesNotMatch(css, /red|fixed|content/);
      for (const refusal of refusals) assert.ok(refusal.reason || refusal.known.length > 1);
    }],
    ['what is no object, text or number is refused, not read', () => {
      for (const appearance of [[], 'flat', 7, { variables: [] }, { rules: 'x' }, { rules: { '.Input': 'red' } }, { variables: { colorText: {} } }, { labels: ['above'] }]) {
        const { refusals } = compile(appearance);
        assert.equal(refusals.length, 1, JSON.stringify(appearance));
      }
      for (const nothing of [undefined, null, {}, { variables: null, rules: undefined }]) assert.deepEqual(compile(nothing).refusals, []);
    }],
    ['variables name each other, also by their older names', () => {
      const { css } = compile({ variables: { focusBoxShadow: '0 0 0 3px var(--colorPrimary)', spacingTab: '4px' }, rules: { '.Label': { color: 'var( --colorPrimaryText )' } } });
      assert.ok(css.includes('--tk-ring:0 0 0 3px var(--tk-accent);') && css.includes('--tk-tabs:4px;') && css.includes('{color:var(--tk-on-accent)}'));
    }],
    ['a value that the browser does not know is refused', () => {
      assert.deepEqual(compile({ variables: { colorText: 'nonsense' } }).refusals, [{ at: 'appearance.variables.colorText', reason: 'it is no value of color' }]);
    }],
    ['colours bring those that go with them, unless they are given', () => {
      assert.match(compile({ variables: { colorPrimary: 'black' } }).css, /--tk-on-accent:#fff;/);
      assert.match(compile({ variables: { colorPrimary: 'black', accessibleColorOnColorPrimary: 'gold' } }).css, /--tk-on-accent:gold;/);
      assert.match(compile({ variables: { colorText: 'black' } }).css, /--tk-soft:color-mix\(/);
    }],
    ['fields of phones keep 16 px', () => {
      const { css } = compile({ rules: { '.Input': { fontSize: '13px' } } });
      assert.ok(css.includes('@media(pointer:coarse){.tk-root .tk-input.tk-root .tk-input{font-size:max(16px,13px)}}'));
    }],
  ];
};
