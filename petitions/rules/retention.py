"""How long is a file of petition work kept, and who says so: data, nothing else.

The three classes of petition files stand in the table of Order No. 8 of the State Archives Administration (2006), which is a model: the law
obliges each organ to have its own table approved by the archive authority (Implementing Regulations of the Archives Law 2024, art. 19).
An office whose approved table says otherwise changes the years here.
"""

from django.utils.translation import gettext_lazy as _

TABLE = "SAA8-2006"
SOURCE = _("Order No. 8 of the State Archives Administration (2006), table of retention periods, letters and visits of the people")

# years None: for ever. `word`: as the official index prints it.
CLASSES = {
    "PERMANENT": {
        "label": _("permanent"),
        "word": "永久",
        "years": None,
        "because": _("A superior organ or a leader gave instructions on the matter, and it has a result."),
    },
    "Y30": {"label": _("30 years"), "word": "30年", "years": 30, "because": _("The matter has a result.")},
    "Y10": {"label": _("10 years"), "word": "10年", "years": 10, "because": _("The matter ended without a result.")},
}
