"""What if there is no room for a file while it still arrives, or there are too many? The words beside it are taken all the same."""

import io
from contextlib import contextmanager, suppress

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, TemporaryFileUploadHandler

MOST_AT_ONCE = 20  # files; more are not even written down, so that nobody can use up the disk or the open files of the server


class Unstored(UploadedFile):
    """A file of which nothing but its name could be kept."""


class UploadHandler(TemporaryFileUploadHandler):
    """Django's own, which would answer a full folder of temporary files with an error page."""

    files = 0

    def new_file(self, *args, **kwargs):
        self.files += 1
        self.is_full = self.files > MOST_AT_ONCE
        if self.is_full:
            FileUploadHandler.new_file(self, *args, **kwargs)  # its name alone
            return
        with self._noting():
            super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data, start):
        if not self.is_full:
            with self._noting():
                super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size):
        if not self.is_full:
            with self._noting():
                return super().file_complete(file_size)
        return Unstored(io.BytesIO(), self.file_name, self.content_type, file_size)

    @contextmanager
    def _noting(self):
        try:
            yield
        except OSError:
            self.is_full = True
            with suppress(OSError, AttributeError):
                self.file.close()
