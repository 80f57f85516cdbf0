import { BehaviorSubject } from 'rxjs';
import type { IToasts, ToastText } from '@kbn/core/public';

export interface Toast {
  id: string;
  title: string;
  text?: string;
  color: 'success' | 'primary' | 'warning' | 'danger';
  toastLifeTimeMs?: number;
}

/** Notices of the page. Mirrors src/core/packages/notifications/browser-internal/src/toasts/toasts_api.tsx. */
export class Toasts implements IToasts {
  public readonly list$ = new BehaviorSubject<Toast[]>([]);
  private next = 0;

  public addSuccess = (toast: ToastText) => this.add(toast, 'success');
  public addInfo = (toast: ToastText) => this.add(toast, 'primary');
  public addWarning = (toast: ToastText) => this.add(toast, 'warning', 30_000);
  public addDanger = (toast: ToastText) => this.add(toast, 'danger', 60_000);
  public addError = (error: Error, options: { title: string; toastMessage?: string }) =>
    this.add(
      { title: options.title, text: options.toastMessage ?? error.message },
      'danger',
      60_000
    );

  public remove = (toast: { id: string } | string): void => {
    const id = typeof toast === 'string' ? toast : toast.id;
    this.list$.next(this.list$.value.filter((one) => one.id !== id));
  };

  private add(toast: ToastText, color: Toast['color'], toastLifeTimeMs?: number): { id: string } {
    const id = String(this.next++);
    const words = typeof toast === 'string' ? { title: toast } : toast;
    this.list$.next([...this.list$.value, { id, color, toastLifeTimeMs, ...words }]);
    return { id };
  }
}
