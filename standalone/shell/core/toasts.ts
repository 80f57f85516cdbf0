import { BehaviorSubject } from 'rxjs';
import type { IToasts, ToastText } from '@kbn/core/public';

export interface Toast {
  id: string;
  title: string;
  text?: string;
  color: 'success' | 'primary' | 'warning' | 'danger';
  toastLifeTimeMs?: number;
}

/**
 * Kibana's defaults of `notifications:lifetime:info`, `:warning` and `:error`, ms:
 * src/core/packages/ui-settings/server-internal/src/settings/notifications.ts @06b740bc.
 */
export const INFO_MS = 5_000;
const WARNING_MS = 10_000;
const ERROR_MS = 300_000;

/** Notices of the page. Mirrors src/core/packages/notifications/browser-internal/src/toasts/toasts_api.tsx @13b1de01. */
export class Toasts implements IToasts {
  public readonly list$ = new BehaviorSubject<Toast[]>([]);
  private next = 0;

  public addSuccess = (toast: ToastText) => this.add(toast, 'success');
  public addInfo = (toast: ToastText) => this.add(toast, 'primary');
  public addWarning = (toast: ToastText) => this.add(toast, 'warning', WARNING_MS);
  public addDanger = (toast: ToastText) => this.add(toast, 'danger', WARNING_MS);
  public addError = (error: Error, options: { title: string; toastMessage?: string }) =>
    this.add(
      { title: options.title, text: options.toastMessage || error.message },
      'danger',
      ERROR_MS
    );

  public remove = (toast: { id: string } | string): void => {
    const id = typeof toast === 'string' ? toast : toast.id;
    this.list$.next(this.list$.value.filter((one) => one.id !== id));
  };

  private add(toast: ToastText, color: Toast['color'], toastLifeTimeMs = INFO_MS): { id: string } {
    const id = String(this.next++);
    const words = typeof toast === 'string' ? { title: toast } : toast;
    this.list$.next([...this.list$.value, { id, color, toastLifeTimeMs, ...words }]);
    return { id };
  }
}
