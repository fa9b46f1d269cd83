export type TicketStatusName = 'new' | 'open' | 'waiting_on_customer' | 'on_hold' | 'resolved' | 'closed'
