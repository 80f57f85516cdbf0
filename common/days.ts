/** Whether an end of a time range is a day ("2024-05-15") rather than an instant. */
export const isDay = (end: string): boolean => end.length === 'YYYY-MM-DD'.length;
