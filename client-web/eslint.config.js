import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';

// Imports point one way: sync <- state <- parts <- features <- app; ui imports none of them.
const layers = ['sync', 'state', 'parts', 'features', 'app'];
const areas = ['home', 'network', 'theory', 'cycle', 'library', 'exchange', 'meeting', 'hub', 'settings'];

const forbid = (files, groups, message) => ({
  files,
  rules: {
    'no-restricted-imports': ['error', { patterns: [{ group: groups, message }] }],
  },
});

const above = (layer) =>
  layers.slice(layers.indexOf(layer) + 1).flatMap((name) => [`**/${name}/*`, `**/${name}/**`]);

export default ts.config(
  { ignores: ['dist/', 'node_modules/', 'src/protocol.generated.ts'] },
  js.configs.recommended,
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser } },
  },
  {
    languageOptions: {
      globals: Object.fromEntries(
        [
          'window document location history navigator localStorage sessionStorage fetch crypto URL URLSearchParams',
          'WebSocket setTimeout clearTimeout setInterval clearInterval queueMicrotask console process',
          'HTMLElement HTMLInputElement HTMLTextAreaElement HTMLSelectElement HTMLDialogElement HTMLButtonElement',
          'HTMLAnchorElement HTMLDivElement Event KeyboardEvent MouseEvent SubmitEvent FocusEvent MessageEvent',
          'matchMedia requestAnimationFrame self caches TextEncoder performance Node Element Response AbortController Intl',
        ]
          .join(' ')
          .split(' ')
          .map((name) => [name, 'readonly']),
      ),
    },
    rules: {
      'no-undef': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      // Text of the person reaches the page as text nodes only.
      'svelte/no-at-html-tags': 'error',
      // `style:` goes through the CSSOM.
      'no-restricted-syntax': [
        'error',
        {
          selector: 'SvelteAttribute[key.name="style"]',
          message: 'The content security policy forbids style attributes; use a class or `style:`.',
        },
      ],
      // What is reactive here is a class field; a Set or Date inside a function is just a value.
      'svelte/prefer-svelte-reactivity': 'off',
      'svelte/no-navigation-without-resolve': 'off',
      'svelte/require-each-key': 'error',
    },
  },
  ...['sync', 'state', 'parts', 'features'].map((layer) =>
    forbid([`src/${layer}/**`], above(layer), `src/${layer} may not import the layers above it.`),
  ),
  forbid(
    ['src/ui/**'],
    layers.flatMap((name) => [`**/${name}/*`, `**/${name}/**`]),
    'src/ui imports no other layer.',
  ),
  forbid(['src/sync/**'], ['svelte', 'svelte/*', ...above('sync')], 'src/sync is plain TypeScript.'),
  ...areas.map((area) =>
    forbid(
      [`src/features/${area}/**`],
      [...above('features'), ...areas.filter((other) => other !== area).map((other) => `**/${other}/*`)],
      'Features do not import each other: what two of them need belongs in src/parts.',
    ),
  ),
);
