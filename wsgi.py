"""What gunicorn serves."""

from checkin.app import create_app

app = create_app()
