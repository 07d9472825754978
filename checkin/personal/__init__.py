"""What goes to the person: the personal page, the WhatsApp messages, the certificate of attendance."""
