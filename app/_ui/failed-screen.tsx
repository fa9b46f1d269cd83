'use client'
import { useRouter } from 'next/navigation'
import { useTransition } from 'react'
import en from '@/messages/en/failure.json'
import zh from '@/messages/zh-CN/failure.json'
import type { FrameArea } from './area-home'
import css from './failed-screen.module.css'

export interface FailedProps {
  /** `digest` is the request id in the server's log; an error in the browser has none. */
  error: Error & { digest?: string }
  reset: () => void
}

/** The words in the language of the document: what provides translations may be the part that failed. */
const words = () => (typeof document !== 'undefined' && document.documentElement.lang === 'zh-CN' ? zh : en)

/**
 * Shown when a page could not be rendered: what happened, the id for support, and two actions.
 * @param onAgain called before the page is rendered again
 */
export function FailedScreen({
  error,
  reset,
  area,
  home,
  onAgain,
}: FailedProps & { area: FrameArea; home: string; onAgain?: () => void }) {
  const t = words()
  const router = useRouter()
  const [trying, startTrying] = useTransition()
  const again = () =>
    startTrying(() => {
      onAgain?.()
      // The server renders the page again; `reset` alone would only repeat its previous result.
      router.refresh()
      reset()
    })
  return (
    <div className={css.screen} role="alert">
      <h1>{t.title}</h1>
      <p>{t.text}</p>
      <div>
        <button type="button" onClick={again} disabled={trying}>
          {t.again}
        </button>
        {/* A full page load, because a loaded part of the application may be the cause. */}
        <a href={home}>{t.back[area]}</a>
      </div>
      {error.digest && <small>{t.id.replace('{id}', error.digest)}</small>}
    </div>
  )
}
