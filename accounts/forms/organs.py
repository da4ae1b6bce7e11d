"""What is asked about an organ, and about its place in the tree?"""

import ipaddress
import re

from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Level, Organ

from .fields import OneLine, OrganChoice

WIDEST = {4: 8, 6: 32}  # by the version of the protocol: nobody's own network is wider


def check_level(level, superior):
    """A city cannot stand below a county; beside each other on one level they can."""
    if superior and level is not None and level < superior.level:
        raise ValidationError(
            _("An organ of the level “%(level)s” cannot stand below %(superior)s, which is of the level “%(above)s”."),
            params={"level": Level(level).label, "superior": superior.name, "above": superior.get_level_display()},
        )


class OrganForm(forms.ModelForm):
    use_required_attribute = False
    parent = OrganChoice(label=_("Stands below"))
    line_superior = OrganChoice(
        label=_("Superior in its line of work"), required=False,
        help_text=_("The department one level up, where there is one: whoever asks for a review may ask it too."),
    )  # fmt: skip
    profile = forms.ChoiceField(label=_("Clock profile"), required=False)

    class Meta:
        model = Organ
        fields = [
            "name", "short_name", "aliases", "kind", "level", "parent", "line_superior", "is_vertical", "code", "profile", "competences", "address", "phone",
            "hours", "networks",
        ]  # fmt: skip
        labels = {"is_vertical": _("Led by its line alone: the government beside it reviews nothing")}
        field_classes = dict.fromkeys(["name", "short_name", "aliases", "code", "competences", "address", "phone", "hours"], OneLine)

    field_order = Meta.fields

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["class"] = "w-phone"
        self.fields["phone"].widget.attrs["class"] = "w-id"
        self.fields["competences"].widget = forms.Textarea(attrs={"rows": 2, "data-limit": 400})
        self.fields["networks"].widget = forms.Textarea(attrs={"rows": 2, "data-limit": 600})
        self.fields["profile"].choices = [("", _("as the office has it")), *apps.get_app_config("accounts").clock_profiles]
        self.fields["level"].choices = [("", _("choose a level")), *Level.choices]
        if self.instance.pk:
            del self.fields["parent"]  # moving is an act of its own
        else:
            self.fields["parent"].offer(Organ.objects.active().as_tree())
        self.initial["line_superior"] = self.instance.line_superior
        self.fields["line_superior"].offer(Organ.objects.active().exclude(pk=self.instance.pk).as_tree())

    def clean_code(self):
        code = self.cleaned_data["code"]
        if Organ.objects.filter(code=code).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Another organ has this document code."))
        return code

    def clean_networks(self):
        """One network a line, in the form in which addresses are compared; a bare address is a network of one."""
        read = []
        for written in re.split(r"[\s,;，；、]+", self.cleaned_data["networks"].strip()):
            if not written:
                continue
            try:
                network = ipaddress.ip_network(written, strict=False)
            except ValueError:
                words = _("“%(written)s” is no network. Write it like 10.20.0.0/16, or one address like 10.20.3.4.")
                raise ValidationError(words, params={"written": written[:50]}) from None
            if network.prefixlen < WIDEST[network.version]:
                words = _("%(network)s is too wide: petitioners would sit in it too.")
                raise ValidationError(words, params={"network": str(network)})
            read.append(str(network))
        return "\n".join(dict.fromkeys(read))

    def clean_level(self):
        level = self.cleaned_data["level"]
        if self.instance.pk:
            check_level(level, self.instance.parent)
            below = self.instance.children.active().order_by("level").first()
            if below:
                check_level(below.level, Organ(name=self.cleaned_data.get("name", self.instance.name), level=level))
        return level

    def clean(self):
        answers = super().clean()
        try:
            check_level(answers.get("level"), answers.get("parent"))
        except ValidationError as refused:
            self.add_error("level", refused)
        if answers.get("is_vertical") and not answers.get("line_superior"):
            self.add_error("line_superior", _("An organ that is led by its line alone needs its superior there."))
        return answers


class MoveForm(forms.Form):
    use_required_attribute = False
    parent = OrganChoice(label=_("From now on it stands below"))

    def __init__(self, *args, organ, **kwargs):
        self.organ = organ
        super().__init__(*args, **kwargs)
        self.fields["parent"].offer(Organ.objects.active().exclude(pk__in=Organ.objects.under(organ)).as_tree())

    def clean_parent(self):
        parent = self.cleaned_data["parent"]
        if parent.pk == self.organ.parent_id:
            raise ValidationError(_("It stands there already."))
        check_level(self.organ.level, parent)
        return parent
