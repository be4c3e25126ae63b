// Loaded before the system process by `npm start`: if that dies without a word (kill -9), the channel to it closes, and this
// process ends as if told to, instead of working on against a database and a server that the next start will end.
if (process.channel) {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel.unref();
}
