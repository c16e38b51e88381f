// Numbers of the account flags that our pages follow (skype.md 9.1, miscellaneous notes "Web UI options").
// A flag whose name starts with `hides` or `stops` switches something off when it is set.

export const hidesLinkPreviewsFlag = 11;
export const stopsTypingNoticesFlag = 20;
export const hidesEmoticonsFlag = 24;
export const hidesLargeEmoticonsFlag = 26;
export const darkThemeFlag = 28;
