'use client'

let audio: AudioContext | undefined

/** Browsers allow sound only after the reader has touched the page: the first touch opens it. */
export function allowTone(): () => void {
  const open = () => {
    audio ??= new AudioContext()
    if (audio.state === 'suspended') void audio.resume()
  }
  const events = ['pointerdown', 'keydown'] as const
  for (const event of events) window.addEventListener(event, open, { passive: true })
  return () => {
    for (const event of events) window.removeEventListener(event, open)
  }
}

function play(context: AudioContext) {
  const start = context.currentTime
  for (const [index, hertz] of [880, 660, 880].entries()) {
    const from = start + index * 0.22
    const oscillator = context.createOscillator()
    const gain = context.createGain()
    oscillator.frequency.value = hertz
    gain.gain.setValueAtTime(0, from)
    gain.gain.linearRampToValueAtTime(0.2, from + 0.02)
    gain.gain.linearRampToValueAtTime(0, from + 0.2)
    oscillator.connect(gain).connect(context.destination)
    oscillator.start(from)
    oscillator.stop(from + 0.21)
  }
}

const oneSoundMs = 2_000

/** Three short notes for a page, in one tab only however many are open. */
export function soundPage(pageId: string): void {
  const context = audio
  if (!context || context.state !== 'running') return
  if (typeof navigator.locks === 'undefined') return play(context)
  void navigator.locks.request(`nightdesk-tone-${pageId}`, { ifAvailable: true }, async (lock) => {
    if (!lock) return
    play(context)
    await new Promise((resolve) => setTimeout(resolve, oneSoundMs))
  })
}
