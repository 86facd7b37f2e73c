"""The measures and colours of a card, in pixels of the finished image.

A card has a header (the site's logo and name, the category of the article, a line below them) and the title.
"""

# The theme's --paper, --ink and --link in its light colours; tests/kit/unit/test_tokens.py compares them with its
# tokens.css. Text on paper has a contrast of at least 7 to 1.
COLOURS = {"paper": "#fbf9f4", "ink": "#1f2724", "accent": "#0b4f55"}

WIDTH, HEIGHT = 1200, 630
MARGIN = 80
TEXT_WIDTH = WIDTH - 2 * MARGIN

LOGO_SIZE = 56
SITE_NAME_X = MARGIN + LOGO_SIZE + 24
BASELINE_Y = MARGIN + LOGO_SIZE - 12  # of the site's name and the category
SITE_NAME_SIZE, CATEGORY_SIZE = 44, 36  # font sizes
CATEGORY_WIDTH = TEXT_WIDTH // 3
SITE_NAME_WIDTH = TEXT_WIDTH - CATEGORY_WIDTH - 2 * (SITE_NAME_X - MARGIN)
LINE_Y = MARGIN + LOGO_SIZE + 34
LINE_THICKNESS = 3
HEADER_HEIGHT = LINE_Y + LINE_THICKNESS

TITLE_Y, TITLE_HEIGHT = LINE_Y + 44, 340
TITLE_SIZES = (92, 82, 73, 65, 58)  # font sizes; the first at which the title fits is used
LINE_HEIGHT = 1.16  # times the font size
MAX_LINES = 4
