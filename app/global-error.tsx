'use client'
import en from '@/messages/en/failure.json'
import zh from '@/messages/zh-CN/failure.json'
import type { FailedProps } from './_ui/failed-screen'

const home = '/'

/**
 * Replaces the whole document when the root layout fails. Theme, translations and the reader's language are not
 * available then, so the text is in both languages.
 */
export default function GlobalFailure({ error, reset }: FailedProps) {
  return (
    <html lang="en">
      <head>
        <title>Nightdesk</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
      </head>
      <body style={{ margin: 0, background: 'Canvas', color: 'CanvasText', colorScheme: 'light dark' }}>
        <main
          role="alert"
          style={{ maxWidth: '30rem', margin: '0 auto', padding: '6rem 1.5rem', font: '16px/1.5 system-ui' }}
        >
          {[
            { words: en, lang: 'en' },
            { words: zh, lang: 'zh-CN' },
          ].map(({ words, lang }) => (
            <section key={lang} lang={lang} style={{ marginBottom: '2.5rem' }}>
              <h1 style={{ font: '600 20px/1.4 system-ui' }}>{words.title}</h1>
              <p>{words.text}</p>
              <p style={{ display: 'flex', gap: '1rem', alignItems: 'center' }}>
                <button type="button" onClick={reset} style={{ font: 'inherit', padding: '0.4rem 1rem' }}>
                  {words.again}
                </button>
                {/* A full page load, because the router is part of what has failed. */}
                <a href={home}>{words.back.root}</a>
              </p>
              {error.digest && (
                <p style={{ fontSize: 13, overflowWrap: 'anywhere' }}>{words.id.replace('{id}', error.digest)}</p>
              )}
            </section>
          ))}
        </main>
      </body>
    </html>
  )
}
