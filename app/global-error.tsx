'use client'
import en from '@/messages/en/failure.json'
import zh from '@/messages/zh-CN/failure.json'
import type { FailedProps } from './_ui/failed-screen'

const home = '/'

/**
 * Stands in for the whole document when its frame fails: without the theme, the translations and the reader's language,
 * therefore in both.
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
                {/* A whole new page: the router belongs to what has failed. */}
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
