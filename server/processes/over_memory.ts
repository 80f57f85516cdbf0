/** Said on stderr by a child that ends itself for its memory; its host looks for it. */
export const OVER_MEMORY = 'Resident memory above';
