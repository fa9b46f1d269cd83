import { useState } from 'react'
import { HintBubble } from '@/app/_ui/hint-bubble'
import { fillsPage, type Stories } from '../story'

function Shown() {
  const [target, setTarget] = useState<HTMLElement | null>(null)
  return (
    <div style={{ padding: 80 }}>
      <span ref={setTarget} data-hint="Fri 20 Nov 2026, 10:00">
        10:00
      </span>
      {target && <HintBubble target={target} onGone={() => undefined} />}
    </div>
  )
}

export const stories: Stories = { open: fillsPage(() => <Shown />) }
