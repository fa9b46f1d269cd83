export const weekdays = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'] as const
export const rotationUnits = ['hour', 'day', 'week'] as const
