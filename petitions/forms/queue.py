"""What is kept as a queue, for whom, and when does it call?"""

from django import forms
from django.utils.translation import gettext_lazy as _

from petitions.models import Queue
from petitions.queues import LEADERS

from .fields import TextField


class QueueForm(forms.ModelForm):
    use_required_attribute = False

    name = TextField(label=_("Name"), max_length=30, rows=1, help_text=_("No names of persons: it stands on the screen of others too."))
    is_for_organ = forms.BooleanField(label=_("For everybody in my organ"), required=False)
    most = forms.IntegerField(label=_("Call me when there are more than"), required=False, min_value=0, max_value=1000)

    class Meta:
        model = Queue
        fields = ["wants_digest", "most", "calls_when_late"]

    field_order = ["name", "is_for_organ", "wants_digest", "most", "calls_when_late"]

    def __init__(self, *args, duty, **kwargs):
        super().__init__(*args, **kwargs)
        self.duty = duty
        self.initial |= {"name": self.instance.name, "is_for_organ": self.instance.organ_id is not None}
        if duty.role not in LEADERS:
            del self.fields["is_for_organ"]

    def clean_name(self):
        name = self.cleaned_data["name"].strip()
        owner = self.instance.duty if self.instance.pk else self.duty
        if Queue.objects.filter(duty=owner, name=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("You have a queue of this name already."))
        return name

    def kept(self) -> Queue:
        """The queue as it was asked for; a threshold that was changed may call anew."""
        queue = self.instance
        queue.name = self.cleaned_data["name"]
        if "is_for_organ" in self.fields:
            queue.organ = self.duty.organ if self.cleaned_data["is_for_organ"] else None
        if {"most", "calls_when_late"} & set(self.changed_data):
            queue.called_at = None
        return queue
