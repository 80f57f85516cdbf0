import { useCallback, useEffect, useMemo, useState } from 'react';

/** Photos that were chosen to do something with all of them. */
export interface Selection {
  ids: ReadonlySet<string>;
  /** Selects a photo, or lets it go. */
  toggle(index: number): void;
  /** Selects everything from the photo that was chosen last to this one. */
  extendTo(index: number): void;
  /** Selects all photos from one place in the list to before another, or lets them go where all of them are selected. */
  toggleAll(from: number, to: number): void;
  clear(): void;
}

/** @param searchKey another search begins without a selection */
export function useSelection(hits: ReadonlyArray<{ id: string }>, searchKey: string): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  /** Where a range begins: by its id, for the list grows. */
  const [anchor, setAnchor] = useState<string>();
  const clear = useCallback(() => {
    setIds(new Set());
    setAnchor(undefined);
  }, []);
  useEffect(clear, [searchKey, clear]);

  return useMemo(() => {
    const idsOf = (from: number, to: number) => hits.slice(from, to).map(({ id }) => id);
    return {
      ids,
      toggle: (index) => {
        const { id } = hits[index]!;
        setAnchor(id);
        setIds((before) => {
          const after = new Set(before);
          if (!after.delete(id)) after.add(id);
          return after;
        });
      },
      extendTo: (index) => {
        const at = hits.findIndex(({ id }) => id === anchor);
        const from = at < 0 ? index : at;
        if (at < 0) setAnchor(hits[index]!.id);
        const range = idsOf(Math.min(from, index), Math.max(from, index) + 1);
        setIds((before) => new Set([...before, ...range]));
      },
      toggleAll: (from, to) => {
        const range = idsOf(from, to);
        setIds((before) => {
          const after = new Set(before);
          const all = range.every((id) => before.has(id));
          range.forEach((id) => (all ? after.delete(id) : after.add(id)));
          return after;
        });
      },
      clear,
    };
  }, [ids, anchor, hits, clear]);
}
