"""What do an officer's hands do at a petition: sit down, open a step, fill it in, send it, confirm what a colleague proposed?"""

from playwright.sync_api import expect

from tests.browser import sign_in


class Hands:
    """One officer after another at the same screen."""

    def __init__(self, page, petition):
        self.page, self.petition = page, petition

    def of(self, duty):
        """That officer opens the petition."""
        self.page.context.clear_cookies()
        sign_in(self.page, duty)
        self.page.goto(self.petition.get_absolute_url())
        expect(self.page.locator("h1")).to_have_text(self.petition.subject)
        return self

    def take(self, step):
        link = self.page.locator(f"a[href$='/steps/{step}/']").first
        if not link.is_visible():
            self.page.locator(".steps-menu summary").click()
        link.click()
        expect(self.page.locator(f"form[action$='/steps/{step}/'] [data-main]")).to_be_visible()
        return self

    def fill(self, **answers):
        for name, value in answers.items():
            field = self.page.locator(f".step-form [name={name}]")
            if field.first.get_attribute("type") == "radio":
                self.page.locator(f".step-form [name={name}][value={value}]").check()
            elif field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
                if field.get_attribute("role") == "combobox":
                    field.press("Tab")  # the suggestions close, and the name that was typed decides
        return self

    def send(self):
        self.page.locator(".step-form [data-main]").click()
        expect(self.page.locator(".step-form")).to_have_count(0)  # what was done before says so too, until the page is another one
        expect(self.page.locator(".messages .notice.is-done")).to_be_visible()
        return self

    def refused(self):
        """The form comes back with the reason, and what was typed stays."""
        self.page.locator(".step-form [data-main]").click()
        expect(self.page.locator(".step-form .invalid-feedback, .step-form [role=alert]").first).to_be_visible()
        return self

    def confirm(self):
        self.page.locator("button[name=decision][value=confirm]").click()
        expect(self.page.locator(".messages .notice.is-done")).to_be_visible()
        return self
