/** What of the command line `npm start` works with (bin/start.js hands it over). */
export { ingestAlbum } from './ingest/ingest_album';
export { switchToModel } from './ingest/write/switch_model';
export { fetchModel } from './model/fetch';
