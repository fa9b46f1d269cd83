import { Body } from '@react-email/body'
import { Button } from '@react-email/button'
import { Container } from '@react-email/container'
import { Head } from '@react-email/head'
import { Html } from '@react-email/html'
import { Preview } from '@react-email/preview'
import { Section } from '@react-email/section'
import { Text } from '@react-email/text'
import type { ReactNode } from 'react'
import type { MailPart } from './markdown'

/** Theme values repeated as literals, because mail programs do not support CSS variables. */
const ink = '#191c20'
const mutedColour = '#5f6670'
const line = '#e7eaed'
const font = '-apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", sans-serif'

const paragraph = { fontSize: 14, lineHeight: '22px', color: ink, margin: '0 0 10px' } as const

/** The frame of every mail: a title, the body, at most one button, and notes at the foot. */
export function MailLayout({
  locale,
  title,
  children,
  action,
  footer,
}: {
  locale: string
  title: string
  children: ReactNode
  action?: { label: string; url: string }
  footer: string[]
}) {
  return (
    <Html lang={locale}>
      <Head />
      <Preview>{title}</Preview>
      <Body style={{ backgroundColor: '#ffffff', fontFamily: font, margin: 0 }}>
        <Container style={{ maxWidth: 560, padding: '24px 16px' }}>
          <Text style={{ ...paragraph, fontSize: 17, lineHeight: '26px', fontWeight: 600 }}>{title}</Text>
          {children}
          {action && (
            <Section style={{ margin: '18px 0' }}>
              <Button
                href={action.url}
                style={{
                  backgroundColor: ink,
                  color: '#ffffff',
                  fontSize: 15,
                  fontWeight: 600,
                  padding: '12px 20px',
                  borderRadius: 4,
                }}
              >
                {action.label}
              </Button>
            </Section>
          )}
          <Section style={{ borderTop: `1px solid ${line}`, marginTop: 18, paddingTop: 10 }}>
            {footer.map((text) => (
              <Text
                key={text}
                style={{
                  fontSize: 12,
                  lineHeight: '18px',
                  color: mutedColour,
                  margin: '0 0 4px',
                  overflowWrap: 'anywhere',
                }}
              >
                {text}
              </Text>
            ))}
          </Section>
        </Container>
      </Body>
    </Html>
  )
}

export function Words({ text }: { text: string }) {
  return (
    <Text dir="auto" style={{ ...paragraph, whiteSpace: 'pre-wrap' }}>
      {text}
    </Text>
  )
}

/** Quotes plain text that a person wrote; the text part keeps its white space. */
export function Quote({ text, part }: { text: string; part: MailPart }) {
  if (part === 'text') return <pre>{text}</pre>
  return (
    <Section style={{ borderLeft: `2px solid ${line}`, paddingLeft: 12, margin: '0 0 10px' }}>
      <Text dir="auto" style={{ ...paragraph, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {text}
      </Text>
    </Section>
  )
}
