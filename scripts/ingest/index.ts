/** What `npm start` takes albums in with (bin/start.js hands it over). */
export { ingestAlbum } from './ingest_album';
export { switchToModel } from './write/switch_model';
