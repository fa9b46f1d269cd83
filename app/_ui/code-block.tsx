import { useTranslations } from '@/app/_i18n/use-translations'
import { codeTokens } from './code-tokens'
import { CopyCode } from './copy-code'
import css from './code-block.module.css'

/**
 * A block of code: coloured by its language, scrolled by keyboard too, and copied whole by one button. Also rendered on
 * the server, for the articles.
 */
export function CodeBlock({ text: code, language }: { text: string; language: string }) {
  const t = useTranslations('common.code')
  return (
    <div className={css.block}>
      <pre tabIndex={0} dir="ltr">
        <code>
          {codeTokens(code, language).map(({ kind, text }, index) =>
            kind ? (
              <span key={index} data-token={kind}>
                {text}
              </span>
            ) : (
              text
            ),
          )}
        </code>
      </pre>
      <CopyCode text={code} copy={t('copy')} copied={t('copied')} />
    </div>
  )
}
