"""What gunicorn serves."""

from checkin.app import create_app
from checkin.upkeep.keys import begin_serving

app = create_app()
with app.app_context():
    begin_serving(app.extensions["settings"])
