// Where the queue is in the page: on a phone it lies below the form, and what says how many wait leads there.
export const queueId = 'queue'
