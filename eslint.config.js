import js from '@eslint/js'
import svelte from 'eslint-plugin-svelte'
import { defineConfig, globalIgnores } from 'eslint/config'
import tseslint from 'typescript-eslint'
import { folderRules, libraryRules } from './eslint.zones.js'

export default defineConfig(
  globalIgnores(['node_modules/', 'out/', 'dist/', 'models/', 'main/sample/']),
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.svelte', '**/*.svelte.ts', 'main/launch.js', 'main/launch/*.js'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, extraFileExtensions: ['.svelte'], tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Name what you export.' },
        { selector: 'ExportAllDeclaration', message: 'No barrel files.' },
      ],
      // Recurses without end on the router's self-referring type.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // The compiler resolves names and values; these two cost seconds and know less.
      'no-undef': 'off',
      'no-unused-vars': 'off',
    },
  },
  svelte.configs.recommended,
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
  },
  {
    files: ['*.config.ts', 'vite*.ts', 'eslint*.js'],
    extends: [tseslint.configs.disableTypeChecked],
    rules: { 'no-restricted-syntax': 'off' },
  },
  { files: ['**/*.js'], rules: { 'no-undef': 'off' } },
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/require-await': 'off',
      // Stand-ins and stored answers are read as what the test put there.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-empty-function': 'off',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    rules: {
      // Caches beside the state are meant not to be reactive; what is shown is.
      'svelte/prefer-svelte-reactivity': 'off',
      // The template's own program narrows props that change between two lines of a handler.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
    },
  },
  {
    // The linter's program does not resolve these packages' types; the compiler does, and checks them.
    files: ['main/inference/tokenizer.ts', 'main/shell/wires.ts', 'test/main/shell/wires.test.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-generated-empty-object-type': 'off',
    },
  },
  // A package without types gets them here, in the form it has.
  { files: ['**/*.d.ts'], rules: { 'no-restricted-syntax': 'off' } },
  ...folderRules,
  ...libraryRules,
)
