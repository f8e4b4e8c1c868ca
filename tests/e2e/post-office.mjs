// As much of an SMTP server as a sender needs (RFC 5321): keeps each mail as it came and with its parts in plain words.
import { createServer } from 'node:net';
import { until } from './world.mjs';

export class PostOffice {
    static async open() {
        const office = new PostOffice();
        office.mails = [];
        office.server = createServer((socket) => {
            let to = '';
            let data;
            let rest = '';
            const say = (text) => socket.write(`${text}\r\n`);
            socket.setEncoding('utf8').on('error', () => {});
            say('220 here');
            socket.on('data', (text) => {
                rest += text;
                for (let end; (end = rest.indexOf('\r\n')) >= 0; ) {
                    const line = rest.slice(0, end);
                    rest = rest.slice(end + 2);
                    if (data && line !== '.') data.push(line);
                    else if (data) {
                        const raw = data.join('\n');
                        const parts = raw.split(/\n\n/).map((part) => Buffer.from(part.split('\n--')[0], 'base64').toString('utf8'));
                        office.mails.push({ to, text: parts.join('\n'), raw });
                        data = undefined;
                        say('250 taken');
                    } else if (line.startsWith('RCPT')) {
                        to = /<(.*)>/.exec(line)[1];
                        say('250 ok');
                    } else if (line === 'DATA') {
                        data = [];
                        say('354 go on');
                    } else say(line === 'QUIT' ? '221 bye' : '250 ok');
                }
            });
        });
        await new Promise((ready) => office.server.listen(0, '127.0.0.1', ready));
        office.url = `smtp://127.0.0.1:${office.server.address().port}`;
        return office;
    }

    close() {
        this.server.close();
    }

    // The path of the link that somebody was mailed, once it is there.
    link_to(address, purpose) {
        return until(`a mail with a link for ${address}`, () => {
            const mail = this.mails.findLast((each) => each.to === address && each.text.includes(`/in#${purpose}=`));
            return mail && new RegExp(`/in#${purpose}=[\\w-]+`).exec(mail.text)[0];
        });
    }
}
