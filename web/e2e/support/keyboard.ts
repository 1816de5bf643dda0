import { expect, type Locator, type Page } from '@playwright/test';

const mostSteps = 150;

/** Goes with the Tab key alone until the element has the focus, and expects to see where that is. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let step = 0; step < mostSteps; step++) {
    if (await target.evaluate((element) => element === document.activeElement)) {
      const outline = await target.evaluate((element) => getComputedStyle(element.closest('label') ?? element).outlineStyle + getComputedStyle(element).outlineStyle);
      expect(outline, 'a visible focus').not.toBe('nonenone');
      return;
    }
    await page.keyboard.press('Tab');
  }
  throw new Error(`not reached with ${mostSteps} steps of the Tab key: ${target}`);
}

/** Goes to the element with the Tab key and presses a key there. */
export async function tabAndPress(page: Page, target: Locator, key: string): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press(key);
}
