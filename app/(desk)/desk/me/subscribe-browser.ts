interface Subscription {
  endpoint: string
  keys: { p256dh: string; auth: string }
}

/** Asks the browser for a push subscription under the installation's key; a word says why there is none. */
export async function subscribeBrowser(key: string): Promise<Subscription | 'unsupported' | 'denied' | 'failed'> {
  if (!('serviceWorker' in navigator) || !('PushManager' in window)) return 'unsupported'
  if ((await Notification.requestPermission()) !== 'granted') return 'denied'
  try {
    await navigator.serviceWorker.register('/sw.js')
    const { pushManager } = await navigator.serviceWorker.ready
    const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })
    const { endpoint, keys } = made.toJSON()
    if (!endpoint || !keys?.p256dh || !keys.auth) return 'failed'
    return { endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth } }
  } catch {
    // The push service is out of reach or refuses: the browser tells no more than that.
    return 'failed'
  }
}
