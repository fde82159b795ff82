"""The WSGI application that gunicorn serves. Its servers are named by the environment; `config.run` provides them."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()
