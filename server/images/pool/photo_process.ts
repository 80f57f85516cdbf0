import sharp from 'sharp';
import { serveTasks } from '../../processes/serve_tasks';
import { photoTask } from './photo_tasks';

// The pool is the parallelism: one libvips thread a process. No file comes twice, so a cache is memory lost.
sharp.concurrency(1);
sharp.cache(false);

serveTasks(photoTask);
