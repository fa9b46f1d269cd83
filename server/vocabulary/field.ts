/** Domain lists of PRODUCT.md. The keys are stored; their names are in `messages/<locale>/field.json`. */
export const products = [
  'conversational_ai',
  'voice_call',
  'video_call',
  'interactive_live_streaming',
  'real_time_messaging',
] as const
export const scenarios = [
  'ai_assistant',
  'virtual_companion',
  'spoken_language_tutor',
  'voice_customer_service',
  'smart_device',
  'voice_chat_room',
  'one_to_one_video',
  'game_voice',
  'group_video_chat',
  'co_host_live_streaming',
  'show_live_streaming',
  'one_to_one_social',
  'live_commerce',
  'meeting',
  'going_overseas',
] as const
export const platforms = [
  'android',
  'ios',
  'web',
  'windows',
  'macos',
  'linux',
  'electron',
  'flutter',
  'react_native',
  'unity',
  'unreal',
  'mini_program',
  'server',
] as const
export type Product = (typeof products)[number]
export type Platform = (typeof platforms)[number]

/** How a customer rates the help, from very good to very poor. */
export const ratings = [5, 4, 3, 2, 1] as const
