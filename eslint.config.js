import nextPlugin from '@next/eslint-plugin-next'
import hooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'

// A transaction without the retry of unitOfWork answers 500 after a deadlock.
const transactions = [{ property: '$transaction', message: 'Use unitOfWork (server/infra/db/unit-of-work.ts).' }]

// What somebody may do is decided by a right, so that doors, verbs, views and documents agree.
const roleQuestions = {
  name: '@/server/vocabulary/rights/actor',
  importNames: ['isEngineer', 'isManager', 'isAdministrator', 'isPublisher', 'isLeadOf'],
  message: 'Ask for a right of the domain (rights.rules.ts).',
}

// That hook makes one translator per component and parses each message with it anew.
const unsharedTranslators = {
  name: 'next-intl',
  importNames: ['useTranslations'],
  message: 'Use app/_i18n/use-translations.ts.',
}

// The same names by a relative path.
const relativeRoleQuestions = {
  regex: '^\\.+/.*rights/actor$|^\\./actor$',
  importNames: roleQuestions.importNames,
  message: roleQuestions.message,
}

// A cast trusts what it did not check; a schema parses.
const castFacts = {
  selector: "TSAsExpression:matches([expression.property.name='facts'], [expression.name='facts'])",
  message: 'Use readEvent (server/tickets/events/schema.ts).',
}

// Events, clocks, page, mails and row change in one order, which only the change engine knows.
const ticketWrites = {
  selector: [
    'CallExpression[callee.name=/^(insertTicket|appendEvents|chainEvents|settleClocks|openOrJoinPage)$/]',
    "CallExpression[callee.object.property.name='ticketEvent'][callee.property.name=/^(create|update|upsert|delete)/]",
  ].join(','),
  message: 'Use changeTicket or openTicket (server/tickets/change).',
}

// An event or a notification of a transaction that is rolled back, or run again, must not leave it.
const outgoing = {
  selector: [
    "CallExpression[callee.object.property.name='outboxEvent'][callee.property.name=/^(create|update|upsert|delete)/]",
    'TemplateElement[value.raw=/pg_notify|(insert into|update|delete from)\\s+"OutboxEvent"/i]',
  ].join(','),
  message: 'Use work.publish or work.live (server/infra/db/unit-of-work.ts).',
}

// Every text of the interface is in messages/, in both languages; the product's name is the same in both.
const screenTexts = [
  {
    selector: [
      'JSXText[value=/^(?!\\s*Nightdesk\\s*$).*\\p{L}{2}/su]',
      'JSXExpressionContainer > Literal[value=/\\p{L}{2,} /u]',
      'JSXAttribute[name.name=/^(label|title|placeholder|description|error|alt|aria-label|aria-description)$/] > Literal[value=/\\p{L}{2}/u]',
    ].join(','),
    message: 'Put the text into messages/, in both languages.',
  },
  {
    selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
    message: 'Texts that people wrote are rendered by app/_ui/markdown.tsx.',
  },
  { selector: 'JSXAttribute Literal[value=/^#[0-9a-f]{3,8}$/i]', message: 'Use a token of app/_ui/theme.ts.' },
]

// Without names the values follow the order of the columns, which differs between an old database and a new one.
const unnamedColumns = {
  selector: 'TemplateElement[value.raw=/insert\\s+into\\s+"?\\w+"?\\s+(values|select)\\b/i]',
  message: 'Name the columns of the insert.',
}

const wallClock = (message) => [
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message },
  { selector: "CallExpression[callee.name='Date']", message },
  { selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']", message },
]

export default tseslint.config(
  { ignores: ['node_modules/', 'generated/', '.next*/', 'dist/', '.data/', 'next-env.d.ts', 'public/'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    plugins: { '@next/next': nextPlugin, 'react-hooks': hooks },
    rules: {
      ...nextPlugin.configs.recommended.rules,
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-console': 'error',
    },
  },
  {
    // The reader's computer may be an hour wrong: what is due or promised is computed by the server's time. A draft is
    // stamped by the computer that it is kept on.
    files: ['app/**/*.{ts,tsx}'],
    ignores: [
      '**/*.test.ts',
      'app/_ui/server-clock.tsx',
      'app/_trpc/client.tsx',
      'app/_forms/use-draft.ts',
      'app/_forms/use-settings.ts',
    ],
    rules: {
      'no-restricted-syntax': [
        'error',
        castFacts,
        ...screenTexts,
        ...wallClock('Use serverNowMs (app/_ui/server-clock.tsx).'),
      ],
    },
  },
  {
    // The time is the database's (server/infra/clock/time-source.ts) and is handed in: the wall clock of a machine may be
    // wrong, and a story cannot move it.
    files: ['server/**/*.ts', 'workers/**/*.ts', 'app/api/**', 'app/p/**', 'app/_server/**'],
    ignores: ['server/infra/**', '**/*.test.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        castFacts,
        ticketWrites,
        outgoing,
        unnamedColumns,
        ...wallClock('Take `now` from the caller.'),
      ],
    },
  },
  {
    files: ['server/tickets/change/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        castFacts,
        outgoing,
        unnamedColumns,
        ...wallClock('Take `now` from the caller.'),
      ],
    },
  },
  {
    files: ['server/**/*.ts'],
    // The timer of the live stream keeps connections open; no work depends on it.
    ignores: ['server/infra/**', 'server/integrations/**', 'server/api/live-stream.ts', '**/*.test.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['setTimeout', 'setInterval'].map((name) => ({ name, message: 'PostgreSQL remembers; a timer forgets.' })),
      ],
    },
  },
  {
    files: ['server/**/*.ts', 'workers/**/*.ts', 'app/api/**'],
    ignores: ['server/vocabulary/rights/**', '**/rights.rules.ts', '**/*.test.ts'],
    rules: { 'no-restricted-imports': ['error', { paths: [roleQuestions], patterns: [relativeRoleQuestions] }] },
  },
  {
    files: ['app/**', 'gallery/**'],
    ignores: ['app/api/**', 'app/_i18n/use-translations.ts'],
    rules: { 'no-restricted-imports': ['error', { paths: [unsharedTranslators] }] },
  },
  {
    files: ['app/**', 'server/**', 'workers/**', 'emails/**'],
    ignores: ['server/infra/env.ts', 'server/infra/db/unit-of-work.ts', 'app/_env.ts', '**/*.test.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Read server/infra/env.ts.' },
        ...transactions,
      ],
    },
  },
  {
    files: ['{server,app,scripts,emails}/**/*.test.ts', 'tests/docs/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        ...['mock', 'doMock', 'resetModules'].map((property) => ({
          object: 'vi',
          property,
          message: 'Unit tests share their modules: what one replaces, the others get. Pass it as an argument.',
        })),
      ],
    },
  },
  { files: ['scripts/**', 'bench/**', 'gallery/**', 'tests/**'], rules: { 'no-console': 'off' } },
)
