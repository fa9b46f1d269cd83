import type { NextConfig } from 'next'
import createNextIntlPlugin from 'next-intl/plugin'

const config: NextConfig = {
  // Several checkouts of one build (bench, browser tests, development) may run side by side.
  distDir: process.env.NEXT_DIST_DIR ?? '.next',
  poweredByHeader: false,
  devIndicators: false,
  reactStrictMode: true,
  serverExternalPackages: ['bullmq', 'nodemailer', 'pg', '@node-rs/argon2', 'web-push', 'pino'],
  experimental: {
    optimizePackageImports: ['@mantine/core', '@mantine/hooks', '@tabler/icons-react'],
  },
  turbopack: {
    // Messages are compiled when they are read (server/words/compiled.ts), so that browsers load no parser of messages.
    resolveAlias: {
      'use-intl/format-message': './node_modules/use-intl/dist/esm/production/format-message/format-only.js',
    },
  },
  // Types are checked by `npm test` and the editor; a start must not pay for them again.
  typescript: { ignoreBuildErrors: true },
  // Nothing is drawn with it: pictures are evidence, shown as they were sent. Its address answered 500 to odd requests.
  images: { unoptimized: true },
}

export default createNextIntlPlugin('./app/_i18n/request.ts')(config)
