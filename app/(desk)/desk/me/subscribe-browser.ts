interface Subscription {
  endpoint: string
  keys: { p256dh: string; auth: string }
}

/** Asks the browser for a push subscription with the installation's key. Returns a reason when there is none. */
export async function subscribeBrowser(key: string): Promise<Subscription | 'unsupported' | 'denied' | 'failed'> {
  if (!('serviceWorker' in navigator) || !('PushManager' in window)) return 'unsupported'
  if ((await Notification.requestPermission()) !== 'granted') return 'denied'
  try {
    await navigator.serviceWorker.register('/sw.js')
    const { pushManager } = await navigator.serviceWorker.ready
    const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })
    const { endpoint, keys } = subscription.toJSON()
    if (!endpoint || !keys?.p256dh || !keys.auth) return 'failed'
    return { endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth } }
  } catch {
    // The push service cannot be reached or refuses; the browser gives no further reason.
    return 'failed'
  }
}
