/** src/platform/plugins/shared/share/common/url_service/locators/types.ts @00659565 */
export interface LocatorPublic<P extends object> {
  getUrl(params: P, options?: { absolute?: boolean }): Promise<string>;
  navigate(params: P, options?: { replace?: boolean }): Promise<void>;
}

/** src/platform/plugins/shared/share/public/types.ts @0069e873 (BrowserUrlService) and, for `get`, the file above */
export interface SharePluginStart {
  url: {
    locators: {
      get<P extends object>(id: string): LocatorPublic<P> | undefined;
    };
  };
}
