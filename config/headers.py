"""What does every answer tell the browser, whoever made it? Keep nothing, lend no device, be nobody's part."""

PERMISSIONS = ", ".join(
    f"{name}=()"
    for name in (
        "accelerometer", "bluetooth", "browsing-topics", "camera", "display-capture", "geolocation", "gyroscope", "hid", "identity-credentials-get",
        "magnetometer", "microphone", "midi", "payment", "publickey-credentials-get", "serial", "usb", "xr-spatial-tracking",
    )
)  # fmt: skip


class HeadersMiddleware:
    """Beside Django's own and the content policy. Only static files, which say so themselves, may be kept."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        answer = self.get_response(request)
        answer.setdefault("Permissions-Policy", PERMISSIONS)
        answer.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        answer.setdefault("Cache-Control", "private, no-store")
        return answer
