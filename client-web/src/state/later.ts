// What an open network needs once its first records are there.
export { Files } from './files.svelte';
export { Inbox } from './inbox.svelte';
