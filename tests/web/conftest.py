from tests.web.browser import browser, known, site

__all__ = ["browser", "known", "site"]
