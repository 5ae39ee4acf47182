const e={},t=t=>null==t?e:t,a=e=>Array.isArray(e)?e:[];async function i(e,{id:i,title:n},s){if(void 0===s)return a(await e.callWS({type:"persistent_notification/get"})).some(e=>t(e).notification_id===i);const o=await e.callWS({type:"todo/item/list",entity_id:s});return a(t(o).items).some(e=>t(e).summary===n&&"completed"!==t(e).status)}const n={power:["battery_level","battery_low_flag","battery_now_flag","battery_type"],link:["node_status","lock_available","ping_answered","last_seen","signal","noise","link_quality","round_trip","radio","hub_state"],software:["firmware","interview"],mechanics:["lock_state","jam_flag","fully_locked","bolt_moved","door_open","cover_removed"],access:["keypad_disabled","keypad_mode","keypad_lockout_events","wrong_code_events","keypad_used"]},s={battery_level:"%",battery_before:"%",signal:"dBm",noise:"dBm",round_trip:"ms"},o=new Set(["last_seen","bolt_moved","keypad_used","firmware_moved"]);function l({html:e,$1x:t,collect:a,describeLock:l,diagnose:r,findingTitle:c,findingText:d,figure:p,icon:u}){const $=(e,a={})=>t(`value.${e}`,a),m=(e,a={})=>t(`remedies.ask_administrator.${e}`,a),v=e`<style>
    .evidence .row {
      display: grid;
      grid-template-columns: 1fr auto minmax(72px, auto);
      gap: 12px;
      width: 100%;
      min-height: 48px;
      align-items: center;
      font-size: 13px;
      line-height: 18px;
    }
    .evidence li + li {
      border-top: 1px solid var(--line);
    }
    .evidence .what,
    .evidence .age {
      color: var(--quiet);
    }
    .evidence .value {
      font-weight: 500;
      text-align: end;
      overflow-wrap: anywhere;
    }
    .evidence .age {
      text-align: end;
    }
    :host([rtl]) .evidence .value,
    :host([rtl]) .evidence .age {
      text-align: left;
    }
    .steps {
      display: grid;
      gap: 10px;
    }
    .steps li {
      display: grid;
      grid-template-columns: 24px 1fr;
      gap: 10px;
    }
    .steps .n {
      width: 24px;
      height: 24px;
      border-radius: 50%;
      display: grid;
      place-items: center;
      font-size: 12px;
      font-weight: 500;
      box-shadow: inset 0 0 0 1.5px var(--tone);
    }
    .conditions li {
      display: grid;
      grid-template-columns: 20px 1fr auto;
      gap: 8px;
      padding: 2px 0;
    }
    [data-holds="true"] {
      --tone: var(--ok);
    }
    .example {
      opacity: 0.75;
      pointer-events: none;
    }
  </style>`;return{evidence(a,{$18:i,$19:l},r,c){const d=l.$2f.flatMap(e=>[e,...e.$2h]).filter(e=>e.family===r).flatMap(({evidence:e})=>e.map(({fact:e})=>e)),p=[...new Set([...d,...n[r]])].flatMap(n=>{const l=i.$31[n];return l?((a,i,n)=>{const{format:l,now:r,actions:c}=a,{source:d,at:p}=n,u="known"===n.kind?((e,a,{format:i,now:n})=>{if(o.has(e))return i.time(Number(a),n);switch(e){case"door_open":return $(a?"open":"closed");case"cover_removed":return $(a?"removed":"in_place");case"lock_state":return i.$1x(`state.${String(a)}`);case"bolt_command":return $(a.$2z);case"hub_peers":return $("of",{part:a.gone,whole:a.total});case"interview":{const{complete:e,outdated:t}=a;return $(e?t?"outdated":"complete":"incomplete")}case"firmware":{const{installed:e="?",latest:t,skipped:i}=a;return void 0===t||t===e||i?e:$("offered",{installed:e,latest:t})}}return Array.isArray(a)?0===a.length?$("none_seen"):$("times",{count:a.length}):"boolean"==typeof a?$(a?"yes":"no"):"number"==typeof a?i.$1y(a,s[e]):t.has(`value.${String(a)}`)?$(String(a)):String(a)})(i,n.value,a):$("unknown"),m=e`<span class="what">${t(`fact.${i}`)}</span><span class="value">${u}</span
      ><span class="age">${void 0===p?"":l.ago(p,r)}</span>`;return void 0===d?e`<li><div class="row" data-fact=${i}>${m}</div></li>`:e`<li>
      <button
        class="row"
        data-fact=${i}
        data-source=${d}
        title=${t("evidence.source",{entity:d})}
        @click=${()=>c.$2o(d)}
      >
        ${m}
      </button>
    </li>`})(a,n,l):[]}),u=void 0===c?[]:e`<li>
              <div class="row" data-fact="link">
                <span class="what">${t("fact.link")}</span><span class="value">${$("of_ten",{mark:c})}</span
                ><span class="age"></span>
              </div>
            </li>`;return e`${v}
        <div class="evidence" role="group" aria-label=${a.format.$1x(`family.${r}`)}>
          ${0===p.length?e`<p class="quiet">${t("evidence.none_long")}</p>`:[]}
          <ul>
            ${u}${p}
          </ul>
        </div>`},guide({format:a,actions:i},{$2p:n},s){const o=t.list(`guides.${s}.steps`);return e`${v}
        <section class="finding" data-tone="calm" data-guide=${s}>
          <h3>${t(`guides.${s}.title`)}</h3>
          <p class="quiet">${t("guide_note")}</p>
          <ol class="steps">
            ${o.map((t,i)=>e`<li><span class="n" aria-hidden="true">${a.number(i+1)}</span><span>${t}</span></li>`)}
          </ol>
          <div class="actions">
            <button data-act="check" @click=${()=>i.$u(n)}>${t("check_again")}</button>
            <button class="quiet" data-act="close" @click=${()=>i.ui(n,{guide:null})}>
              ${a.$1x("run.close")}
            </button>
          </div>
        </section>`},conditions:(a,i)=>e`${v}
        <ul class="conditions">
          ${i.map(i=>{var n;const{id:s,$2x:o}=i;return e`<li data-condition=${s} data-holds=${o}>
              ${u(!0===o?"check":"help")}<span>${t(`conditions.${s}`)}</span
              ><span class="value"
                >${null!=(n=p(a,i))?n:$("unknown"===o?"unknown":o?"yes":"no")}</span
              >
            </li>`})}
        </ul>`,ask({$35:e,format:t},{$2p:a,name:n,$18:s},o,l){const r={...o};delete r.since;const p={id:`lock_health_${a}_${o.id}`.replace(/\W/g,"_"),title:m("title",{lock:n,finding:c(r,s,t)}),text:d(o,s,t)};return e.ask(a,(e,t)=>(async(e,t,a,n)=>{const s=void 0===n?"notification":"todo";try{return await i(e,t,n)?{$32:"asked",where:s,already:!0}:(await(async(e,{id:t,title:a,text:i},n,s)=>{if(void 0===n)return e.callService("persistent_notification","create",{notification_id:t,title:a,message:i});const o={entity_id:n};try{await e.callService("todo","add_item",{item:a,description:i},o)}catch(t){if("service_validation_error"!==s(t).code)throw t;await e.callService("todo","add_item",{item:a},o)}})(e,t,n,a),await i(e,t,n)?{$32:"asked",where:s,already:!1}:{$32:"unverified"})}catch(e){return{$32:"failed",...a(e)}}})(e,p,t,l))},asked({$35:t,format:a},{$2p:i}){const n=t.$22(i);if(!n)return[];const{$32:s}=n,o={asking:"calm",asked:"ok",unverified:"error",failed:"error"}[s],l="asked"===s?n.already?"already":`asked_${n.where}`:`${s}_text`,r="failed"===s?a.$1x("run.failed_text",{message:n.message}):"asking"===s?"":m(l);return e`<section class="finding" data-tone=${o} data-run="ask_administrator" data-phase=${s}>
        <h3>${m(s)}</h3>
        <p>${r}</p>
        <div class="actions">
          <button class="quiet" data-act="close" @click=${()=>t.$23(i)}>
            ${a.$1x("run.close")}
          </button>
        </div>
      </section>`},sample(e){const i=new Date(e-48e4).toISOString(),n=(e,t,a)=>({entity_id:e,state:t,attributes:{...a},last_changed:i,last_updated:i}),s=t("empty.example"),o=[n("lock.a","jammed",{friendly_name:`${s} 1`}),n("sensor.a","55",{device_class:"battery"}),n("lock.b","locked",{friendly_name:`${s} 2`}),n("sensor.b","86",{device_class:"battery"})],c={$1k:e,config:{state:"RUNNING"},states:Object.fromEntries(o.map(e=>[e.entity_id,e])),entities:Object.fromEntries(o.map(({entity_id:e})=>[e,{device_id:e.slice(-1),platform:"example"}])),devices:{a:{id:"a"},b:{id:"b"}}};return["lock.a","lock.b"].map(e=>{const t=a(c,l(c,e)),{name:i,$1a:n}=t.lock;return{$2p:e,name:i,$1a:n,$18:t,$19:r(t)}})},empty:(a,i)=>a?e`<div class="lock" data-empty>
          <h2 class="name">${t("empty.chosen")}</h2>
          <p class="quiet">${t("empty.chosen_text")}</p>
        </div>`:e`${v}
        <div class="lock" data-empty>
          <h2 class="name">${t("empty.title")}</h2>
          <p class="quiet">${t("empty.text")}</p>
          <div class="fleet example" inert>${i}</div>
        </div>`}}export{l as createDetails};
